import { isJsonSpace } from './objectScan.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Longer names than `plan_id` need not be told apart. */
const MAX_NAME_LENGTH = 8;

/**
 * Finds in an object that arrives in pieces the texts of the steps of a plan: of the first list called `steps` in it
 * or in an object directly in it. Knows only as much of JSON as that takes: whoever reads the steps finds what is
 * wrong in them, and behind anything but steps in the list none follow.
 */
export class StepReader {
  readonly #onStep: (json: string) => void;
  /** How deep the next character is; the object itself is 1. */
  #depth = 0;
  /** Whether what is open at depth 2 is an object. */
  #isObjectAt2 = false;
  #isOuterPlan = false;
  #isInString = false;
  #isEscaped = false;
  #name = '';
  #key = '';
  /** Depth within the list of steps, 0 outside of it; `done` behind it. */
  #listDepth: number | 'done' = 0;
  #isStepDue = true;
  #step = '';

  constructor(onStep: (json: string) => void) {
    this.#onStep = onStep;
  }

  /** Takes the next piece of the object, which begins with its `{`. */
  push(text: string): void {
    for (let at = 0; at < text.length && this.#listDepth !== 'done'; ) {
      if (this.#isInString) at = this.#readString(text, at);
      else if (this.#listDepth === 0) at = this.#readOutside(text, at);
      else if (this.#depth === this.#listDepth) at = this.#readBetween(text, at);
      else at = this.#readStep(text, at);
    }
  }

  /** Goes on in a string; its first characters are kept, as it may be a name. */
  #readString(text: string, start: number): number {
    let at = start;
    for (; at < text.length && this.#isInString; at++) {
      const unit = text.charCodeAt(at);
      if (this.#isEscaped) this.#isEscaped = false;
      else if (unit === BACKSLASH) this.#isEscaped = true;
      else if (unit === QUOTE) this.#isInString = false;
    }
    const piece = text.slice(start, at);
    if (this.#listDepth !== 0) this.#step += piece;
    else if (this.#name.length < MAX_NAME_LENGTH) this.#name += piece;
    return at;
  }

  #readOutside(text: string, start: number): number {
    switch (text.charCodeAt(start)) {
      case QUOTE:
        this.#isInString = true;
        this.#name = '';
        break;
      case APOSTROPHE:
        // It may begin a string, which only the whole object tells for sure.
        this.#listDepth = 'done';
        break;
      case COLON:
        this.#key = this.#name;
        if (this.#depth === 1 && (this.#key === 'plan_id"' || this.#key === 'steps"')) this.#isOuterPlan = true;
        break;
      case OPEN_BRACE:
        this.#open(true);
        break;
      case OPEN_BRACKET:
        this.#open(false);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        this.#depth--;
        break;
    }
    return start + 1;
  }

  #open(isObject: boolean): void {
    const isField = this.#depth === 1 || (this.#depth === 2 && this.#isObjectAt2 && !this.#isOuterPlan);
    this.#depth++;
    if (this.#depth === 2) this.#isObjectAt2 = isObject;
    if (!isObject && isField && this.#key === 'steps"') this.#listDepth = this.#depth;
    this.#key = '';
  }

  /** Between two steps. */
  #readBetween(text: string, start: number): number {
    const unit = text.charCodeAt(start);
    if (unit === OPEN_BRACE && this.#isStepDue) {
      this.#isStepDue = false;
      this.#depth++;
      this.#step = '{';
    } else if (unit === COMMA && !this.#isStepDue) this.#isStepDue = true;
    else if (!isJsonSpace(unit)) this.#listDepth = 'done';
    return start + 1;
  }

  /** Within a step, up to its end or to a string in it. */
  #readStep(text: string, start: number): number {
    let at = start;
    for (; at < text.length && !this.#isInString && this.#depth !== this.#listDepth; at++) {
      switch (text.charCodeAt(at)) {
        case QUOTE:
          this.#isInString = true;
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          this.#depth++;
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          this.#depth--;
          break;
      }
    }
    this.#step += text.slice(start, at);
    if (this.#depth === this.#listDepth) this.#onStep(this.#step);
    return at;
  }
}
