import type { Expectations } from './expectations.ts';
import type { WorldSnapshot } from './snapshot.ts';
import type { ToolRegistry, WorldRules } from './tools.ts';

/** One planning problem. */
export interface Scenario {
  /** For people; not part of the cache key. */
  readonly name: string;
  readonly snapshot: WorldSnapshot;
  readonly registry: ToolRegistry;
  readonly rules: WorldRules;
  /** What to reach; the snapshot's own `objective` where the scenario names none. */
  readonly objective: string | undefined;
  /** More words for the model, appended to the prompt. */
  readonly instructions: string | undefined;
  /** What its plan is tested for. Neither part of the prompt nor of the cache key. */
  readonly expect?: Expectations | undefined;
}
