import type { FaultTimes, StreamFault } from './faults.ts';
import { splitIntoTokens } from './tokens.ts';

/** What comes after an answer's own words. */
export interface Tail {
  readonly pieces: Generator<string, undefined>;
  readonly isEndless: boolean;
  /** Time per token, milliseconds; undefined for the pace of the answer before it. */
  readonly stepMs: number | undefined;
}

/** The faults that go on after the answer's own words, token by token. */
export type TailFault = Extract<StreamFault, 'slow-drip' | 'endless-whitespace' | 'repeating-token' | 'run-on'>;

/** What a fault goes on with; at most `roomTokens` where it ends at all. */
export function tailOf(kind: TailFault, times: Required<FaultTimes>, roomTokens: number): Tail {
  switch (kind) {
    case 'slow-drip':
      return { pieces: endlessSteps(), stepMs: times.dripMs, isEndless: true };
    case 'endless-whitespace':
      return { pieces: repeated(['\n', '    ']), stepMs: undefined, isEndless: true };
    case 'repeating-token':
      return { pieces: repeated([' and']), stepMs: undefined, isEndless: true };
    case 'run-on':
      return { pieces: sentences(roomTokens), stepMs: undefined, isEndless: false };
  }
}

function* repeated(tokens: readonly string[]): Generator<string, undefined> {
  for (;;) yield* tokens;
}

/** So many steps of a plan, each another, as the fault `endless` repeats them. */
export function stepsOfPlan(count: number): readonly string[] {
  const pieces: string[] = [];
  for (let radius = 1; radius <= count; radius++) pieces.push(...stepOfPlan(radius));
  return pieces;
}

/** A plan that is never closed: neither its completeness nor a repetition gives it away. */
function* endlessSteps(): Generator<string, undefined> {
  for (let radius = 1; ; radius++) yield* stepOfPlan(radius);
}

function stepOfPlan(radius: number): readonly string[] {
  return splitIntoTokens(`{"act":"Scan","radius":${radius}},`);
}

const remarks = [
  ' I hope that this plan is of use.',
  ' The gate was painted green last spring.',
  ' A second opinion never hurts.',
  ' Bread should rest before it is cut.',
  ' Let me know what else there is to do.',
];

function* sentences(maxTokens: number): Generator<string, undefined> {
  let left = maxTokens;
  for (const remark of repeated(remarks)) {
    for (const piece of splitIntoTokens(remark)) {
      if (left-- <= 0) return;
      yield piece;
    }
  }
}
