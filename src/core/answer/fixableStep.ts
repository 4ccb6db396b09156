import { foldName } from '../base/names.ts';
import { fromPointer, stepPointer, toPointer } from '../json/jsonPointer.ts';
import type { PlanStep } from '../world/plan.ts';
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
  /** The step as it was read: in the registry's spelling, without what is wrong. */
  readonly step: PlanStep;
  readonly tool: ToolSpec | undefined;
  /** The world that the step starts in; unknown behind one that fails. */
  readonly world: SimulatedWorld | undefined;
}

/** The pointer to the argument `name` where the model may have spelt it in another way, `targetId` for `target_id`. */
export function argPointer({ fields, index }: FixableStep, name: string): string {
  if (Object.hasOwn(fields, name)) return stepPointer(index, name);
  const folded = foldName(name);
  return stepPointer(index, Object.keys(fields).find((field) => foldName(field) === folded) ?? name);
}

/** A pointer into the step as it was read as one into the step as it is written. */
export function writtenPointer(step: FixableStep, pointer: string): string {
  const [, , name, ...inner] = fromPointer(pointer);
  return name === undefined ? pointer : `${argPointer(step, String(name))}${toPointer(inner)}`;
}
