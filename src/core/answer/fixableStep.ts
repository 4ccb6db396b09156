import type { Scenario } from '../world/scenario.ts';
import type { Grid } from '../world/simulation/grid.ts';
import type { SimulatedWorld } from '../world/simulation/simulatedWorld.ts';
import type { ToolSpec } from '../world/tools.ts';

/** One problem of one step, for whoever proposes fixes. */
export interface FixableStep {
  readonly scenario: Scenario;
  readonly grid: Grid;
  readonly index: number;
  /** The step as the model wrote it. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly tool: ToolSpec | undefined;
  /** The world that the step starts in; unknown behind one that fails. */
  readonly world: SimulatedWorld | undefined;
}
