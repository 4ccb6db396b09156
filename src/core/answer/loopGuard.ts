import { CoreError } from '../base/errors.ts';
import { isJsonSpace } from './objectScan.ts';

/** What a model writes without end. */
export type Loop = 'white-space' | 'repetition';

/** Characters; shorter loops may be meant: the indentation of a deep object, a line of dashes. */
const MIN_LENGTH = 200;
/** Characters of the unit that is repeated: a token or a few. A step of a plan on a line of its own is longer. */
const MAX_PERIOD = 24;
const MIN_REPEATS = 32;
/** A loop goes on until it is stopped, so it is as good to look once in so many characters as at each. */
const CHARACTERS_PER_LOOK = 64;
const MAX_LOOP_LENGTH = MAX_PERIOD * MIN_REPEATS;

/**
 * Notices a model that loops while its answer streams, in pieces of any size: at least 200 characters of nothing but
 * white space, as models write in JSON mode, or of one unit of up to 24 characters, at least 32 times over. A loop is
 * noticed at most 64 characters later than that, wherever the text is split; one that ends before may go unnoticed.
 */
export class LoopGuard {
  /** The last characters that came; cut now and then to what a look needs. */
  #tail = '';
  #length = 0;
  #loop: Loop | undefined;

  /** Takes the next piece of the answer and says how it loops, from then on at every piece. */
  push(text: string): Loop | undefined {
    if (this.#loop !== undefined) return this.#loop;
    const before = this.#length;
    this.#length += text.length;
    this.#tail += text;
    let look = before - (before % CHARACTERS_PER_LOOK) + CHARACTERS_PER_LOOK;
    for (; look <= this.#length && this.#loop === undefined; look += CHARACTERS_PER_LOOK) {
      this.#loop = findLoop(this.#tail, this.#tail.length - (this.#length - look));
    }
    if (this.#tail.length > 2 * MAX_LOOP_LENGTH) this.#tail = this.#tail.slice(-MAX_LOOP_LENGTH);
    return this.#loop;
  }
}

/** The loop in which `text` stands at `end`. */
function findLoop(text: string, end: number): Loop | undefined {
  if (end < MIN_LENGTH) return undefined;
  let at = end;
  while (at > end - MIN_LENGTH && isJsonSpace(text.charCodeAt(at - 1))) at--;
  if (end - at === MIN_LENGTH) return 'white-space';
  for (let period = 1; period <= MAX_PERIOD; period++) if (hasPeriod(text, end, period)) return 'repetition';
  return undefined;
}

function hasPeriod(text: string, end: number, period: number): boolean {
  const start = end - Math.max(MIN_LENGTH, period * MIN_REPEATS);
  if (start < 0) return false;
  for (let at = end - 1; at >= start + period; at--) {
    if (text.charCodeAt(at) !== text.charCodeAt(at - period)) return false;
  }
  return true;
}

/** The model looped, and its answer was ended for that. The same request would loop again. */
export class AnswerLoopError extends CoreError {
  declare readonly code: 'white-space-loop' | 'repetition-loop';

  constructor(loop: Loop) {
    const what = loop === 'white-space' ? 'nothing but white space' : 'the same few characters';
    const advice =
      loop === 'white-space'
        ? 'Choose another planscope.model.structuredOutput (any JSON invites this) or another model'
        : 'Raise planscope.model.temperature, or choose another model';
    super(
      `${loop}-loop`,
      `The model wrote ${what} over and over, so its answer was ended before its token limit. ${advice}; a lower planscope.model.maxOutputTokens bounds what such an answer costs.`,
      { retryable: false },
    );
  }
}
