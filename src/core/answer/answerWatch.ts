import type { Scenario } from '../world/scenario.ts';
import { AnswerLoopError, LoopGuard } from './loopGuard.ts';
import { PlanStream } from './planStream.ts';
import type { StepListener } from './stepStream.ts';

/** Reads one answer while it streams: where its plan is complete, and whether the model has begun to loop. */
export class AnswerWatch {
  readonly #plan: PlanStream;
  readonly #guard = new LoopGuard();
  #loop: AnswerLoopError | undefined;

  /** `onStep` is told of each validated step as soon as it is there. */
  constructor(options: { readonly scenario: Scenario; readonly onStep?: StepListener }) {
    this.#plan = new PlanStream(options);
  }

  /** All that was read of it: after `complete` no more than the plan and what came with its end. */
  get text(): string {
    return this.#plan.text;
  }

  /** Why the answer is of no use; undefined while it does not loop. */
  get loop(): AnswerLoopError | undefined {
    return this.#loop;
  }

  /** Takes the next piece. `complete`: all of the plan is there. `loop`: the model repeats itself, see `loop`. */
  push(text: string): 'open' | 'complete' | 'loop' {
    if (this.#plan.push(text) === 'complete') return 'complete';
    const kind = this.#guard.push(text);
    if (kind === undefined) return 'open';
    this.#loop = new AnswerLoopError(kind);
    return 'loop';
  }
}
