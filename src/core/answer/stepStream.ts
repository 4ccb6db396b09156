import type { PlanStep } from '../world/plan.ts';
import { isExecutable, type Problem } from '../world/problems.ts';
import type { Scenario } from '../world/scenario.ts';
import { Rehearsal } from '../world/simulation/simulate.ts';
import { StepReader } from './stepReader.ts';
import { validateStep } from './validateStep.ts';

/** A step of a plan that is still being written. */
export interface StreamedStep {
  /** From 0. */
  readonly index: number;
  /** In the registry's own spelling. */
  readonly step: PlanStep;
}

export type StepListener = (step: StreamedStep) => void;

/**
 * Tells of the steps of a plan while it is being written: of each that is right by the registry and can be carried
 * out in the scenario's world after the steps before it. Behind a step that is wrong it tells of none. A step is right
 * so far: whether the plan stands, `judgeAnswer` says of the whole answer.
 */
export class StepStream {
  readonly #scenario: Scenario;
  readonly #onStep: StepListener;
  #reader: StepReader | undefined;
  #rehearsal: Rehearsal | undefined;
  #count = 0;
  #hasEnded = false;

  constructor(scenario: Scenario, onStep: StepListener) {
    this.#scenario = scenario;
    this.#onStep = onStep;
  }

  /** Another object begins. Where steps of an earlier one were told of, its own would be taken for more of them. */
  begin(): void {
    this.#reader = this.#count === 0 ? new StepReader((json) => this.#take(json)) : undefined;
    this.#reader?.push('{');
  }

  /** Takes the next piece of the object. */
  push(json: string): void {
    if (!this.#hasEnded) this.#reader?.push(json);
  }

  #take(json: string): void {
    if (this.#hasEnded) return;
    const step = this.#check(json);
    if (step === undefined) this.#hasEnded = true;
    else this.#onStep({ index: this.#count++, step });
  }

  #check(json: string): PlanStep | undefined {
    const value = parse(json);
    if (value === undefined) return undefined;
    const problems: Problem[] = [];
    const step = validateStep(value, this.#count, this.#scenario.registry, problems);
    if (!isExecutable(problems)) return undefined;
    this.#rehearsal ??= new Rehearsal(this.#scenario);
    return this.#rehearsal.next(step) === undefined ? undefined : step;
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
