import type { Scenario } from '../world/scenario.ts';
import { MAX_DAMAGED, readObject } from './extract.ts';
import { ObjectScanner } from './objectScan.ts';
import { objectStart } from './objectStart.ts';
import { findPlan, mayHoldPlan } from './planShape.ts';
import { type StepListener, StepStream } from './stepStream.ts';
import { skipSpace, ThinkingScanner } from './thinking.ts';

const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const LESS_THAN = 0x3c;

/**
 * What the next character belongs to. `start`: white space before everything; `thinking`: a block of the model's
 * thoughts before its answer, or what may begin one; `brace`: white space behind a `{` that
 * may begin an object or nothing; `never`: no end of a plan can be told before the answer's own.
 */
type State = 'start' | 'thinking' | 'prose' | 'brace' | 'object' | 'complete' | 'never';

/**
 * Reads a model's answer while it streams, in pieces of any size, and says as soon as nothing behind it can change the
 * plan: a model that runs on after the plan's last brace can be ended there.
 *
 * It goes the way of `extractPlan` as far as that depends on nothing still to come. So after `complete`, `judgeAnswer`
 * finds the same plan and the same problems in what came so far as in that with any text behind it, and only its
 * repairs may say something else about the text around the plan. In doubt an answer stays `open` until the server ends
 * it: one that begins as a list or a string, an object that does not end, crossed brackets.
 *
 * Takes time in proportion to the text, however it is split, and keeps nothing but the text.
 */
export class PlanStream {
  #text = '';
  #state: State = 'start';
  /** The object that is being read, but for white space behind its brace. */
  #json = '';
  /** The first characters of the object, as far as they do not say whether it is one. */
  #behindBrace = '';
  readonly #scanner = new ObjectScanner();
  #thinking = new ThinkingScanner();
  readonly #steps: StepStream | undefined;
  #hasOther = false;
  #failures = 0;

  /** `onStep` is told of each step of the plan as soon as it is known, see `StepStream`; it must not throw. */
  constructor(options: { readonly scenario: Scenario; readonly onStep?: StepListener | undefined }) {
    const { scenario, onStep } = options;
    this.#steps = onStep === undefined ? undefined : new StepStream(scenario, onStep);
  }

  /** All that came. */
  get text(): string {
    return this.#text;
  }

  /** Takes the next piece of the answer. Once complete, it stays so. */
  push(text: string): 'open' | 'complete' {
    this.#text += text;
    let at = 0;
    while (at < text.length && this.#state !== 'complete' && this.#state !== 'never') at = this.#read(text, at);
    return this.#state === 'complete' ? 'complete' : 'open';
  }

  /** Reads on from `at` within one state; returns how far it came. */
  #read(text: string, start: number): number {
    switch (this.#state) {
      case 'start':
        return this.#readStart(text, start);
      case 'thinking':
        return this.#readThinking(text, start);
      case 'prose': {
        const at = text.indexOf('{', start);
        if (at === -1) return text.length;
        this.#state = 'brace';
        this.#json = '{';
        this.#behindBrace = '';
        return at + 1;
      }
      case 'brace':
        return this.#readBrace(text, start);
      case 'object':
        return this.#readObject(text, start);
      case 'complete':
      case 'never':
        return text.length;
    }
  }

  #readStart(text: string, start: number): number {
    const at = skipSpace(text, start);
    if (at === text.length) return at;
    const unit = text.charCodeAt(at);
    // Either may be JSON as a whole, and then what looks like a plan within it is only a part of it.
    if (unit === OPEN_BRACKET || unit === QUOTE) this.#state = 'never';
    else this.#state = unit === LESS_THAN ? 'thinking' : 'prose';
    return at;
  }

  #readThinking(text: string, start: number): number {
    const { type, end } = this.#thinking.scan(text, start);
    if (type === 'none') this.#state = 'prose';
    else if (type === 'closed') {
      this.#state = 'start';
      this.#thinking = new ThinkingScanner();
    }
    return end;
  }

  #readBrace(text: string, start: number): number {
    const at = this.#behindBrace === '' ? skipSpace(text, start) : start;
    if (at === text.length) return at;
    const behind = this.#behindBrace + text.charAt(at);
    switch (objectStart(behind)) {
      case 'unknown':
        this.#behindBrace = behind;
        return at + 1;
      case 'stray':
        this.#fail();
        return at;
      case 'object': {
        this.#state = 'object';
        const begun = `{${this.#behindBrace}`;
        this.#json = begun;
        this.#scanner.scan(begun, 0);
        this.#steps?.begin();
        this.#steps?.push(this.#behindBrace);
        return at;
      }
    }
  }

  #readObject(text: string, start: number): number {
    const scan = this.#scanner.scan(text, start);
    const piece = text.slice(start, scan.end);
    this.#steps?.push(piece);
    this.#json += piece;
    if (scan.type === 'closed') this.#close();
    // The object it is in might have been JSON that only nests too deep, or hold a plan further on.
    else if (scan.type === 'broken') this.#state = 'never';
    return scan.end;
  }

  /** Looks at an object that is complete by its brackets, as `extractPlan` will. */
  #close(): void {
    const json = this.#json;
    this.#state = 'prose';
    if (this.#hasOther && !mayHoldPlan(json)) return;
    const reading = readObject(json, 0, { type: 'closed', end: json.length }, false);
    if (reading.type === 'found') {
      if (findPlan(reading.value) === undefined) this.#hasOther = true;
      else this.#state = 'complete';
    } else if (reading.isPlan || json.includes('{', 1)) this.#state = 'never';
    else this.#fail();
  }

  /** A brace that began nothing. `extractPlan` looks into so many and no more. */
  #fail(): void {
    this.#state = ++this.#failures === MAX_DAMAGED ? 'never' : 'prose';
  }
}
