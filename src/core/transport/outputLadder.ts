import { isObject } from './jsonFields.ts';
import { OUTPUT_RUNGS, type OutputRung } from './transport.ts';

/** How many models are remembered; the one that was learned of first goes first. */
const MAX_REMEMBERED = 200;
/** What was kept longer is not believed: servers and the models behind a name are renewed. */
const MAX_AGE_MS = 24 * 60 * 60 * 1_000;

/** What the ladder has learned of one model: its server refuses these rungs. */
interface Learned {
  readonly endpoint: string;
  readonly model: string;
  readonly refused: readonly OutputRung[];
  /** Calendar time, milliseconds since the epoch. */
  readonly learnedAtMs: number;
}

/**
 * The ladder of structured output: which rung to ask a model's server for. It steps down where a server refuses a rung,
 * and remembers a refusal only once an answer has come from a lower rung in the same request. A server that refuses
 * every rung, whatever its reason, so leaves nothing behind, and the next request starts at the top again.
 *
 * Use: `start`; on `form-unsupported` `stepDown` from the rung that was refused; on an answer `settled`.
 */
export class OutputLadder {
  readonly #learned = new Map<string, Learned>();

  /**
   * The rung to ask for first: the best of `rungs` (best first) that is no better than the `preferred` one and that is
   * not known to be refused.
   */
  start(endpoint: string, model: string, rungs: readonly OutputRung[], preferred: 'auto' | OutputRung): OutputRung {
    const refused = this.#refused(endpoint, model);
    const isOpen = (rung: OutputRung): boolean =>
      !refused.includes(rung) && (preferred === 'auto' || !isAbove(rung, preferred));
    return rungs.find(isOpen) ?? rungs.at(-1) ?? 'text';
  }

  /**
   * The rung to ask for after `from` was refused; undefined when there is none below. What other requests have learned
   * in the meantime is taken over, so that not each one has to be refused by every rung.
   */
  stepDown(endpoint: string, model: string, from: OutputRung, rungs: readonly OutputRung[]): OutputRung | undefined {
    const refused = this.#refused(endpoint, model);
    return rungs.find((rung) => isAbove(from, rung) && !refused.includes(rung));
  }

  /**
   * An answer came from the rung `worked`, in a request that had `started` at the same one or at a better one. `atMs` is
   * calendar time, milliseconds since the epoch.
   */
  settled(endpoint: string, model: string, started: OutputRung, worked: OutputRung, atMs: number): void {
    const before = this.#refused(endpoint, model);
    const isNews = isAbove(started, worked) || before.includes(worked);
    if (!isNews) return;
    const refused = OUTPUT_RUNGS.filter(
      (rung) => rung !== worked && (before.includes(rung) || (!isAbove(rung, started) && isAbove(rung, worked))),
    );
    this.#remember({ endpoint, model, refused, learnedAtMs: atMs });
  }

  /** Forgets what was learned of the models at `endpoint`: another server, or a newer one, may take more. */
  forget(endpoint: string): void {
    for (const [key, learned] of this.#learned) if (learned.endpoint === endpoint) this.#learned.delete(key);
  }

  /** What was learned, as JSON, for `restore`. */
  toJSON(): readonly Learned[] {
    return [...this.#learned.values()];
  }

  /**
   * Takes over what `toJSON` gave earlier, beside what is known; leaves out whatever has another shape, or was learned
   * more than a day before `nowMs` (calendar time) or after it.
   */
  restore(saved: unknown, nowMs: number): void {
    if (!Array.isArray(saved)) return;
    for (const one of saved) if (isLearned(one) && isRecent(one, nowMs)) this.#remember(one);
  }

  #refused(endpoint: string, model: string): readonly OutputRung[] {
    return this.#learned.get(keyOf(endpoint, model))?.refused ?? [];
  }

  #remember({ endpoint, model, refused, learnedAtMs }: Learned): void {
    const key = keyOf(endpoint, model);
    this.#learned.delete(key);
    this.#learned.set(key, { endpoint, model, refused, learnedAtMs });
    const [first] = this.#learned.keys();
    if (this.#learned.size > MAX_REMEMBERED && first !== undefined) this.#learned.delete(first);
  }
}

/** An address has no space in it. */
function keyOf(endpoint: string, model: string): string {
  return `${endpoint} ${model}`;
}

function isAbove(a: OutputRung, b: OutputRung): boolean {
  return OUTPUT_RUNGS.indexOf(a) < OUTPUT_RUNGS.indexOf(b);
}

function isRecent({ learnedAtMs }: Learned, nowMs: number): boolean {
  return learnedAtMs <= nowMs && nowMs - learnedAtMs <= MAX_AGE_MS;
}

function isLearned(value: unknown): value is Learned {
  if (!isObject(value)) return false;
  const { endpoint, model, refused, learnedAtMs } = value;
  const areRungs = Array.isArray(refused) && refused.every((one) => OUTPUT_RUNGS.some((rung) => rung === one));
  return typeof endpoint === 'string' && typeof model === 'string' && typeof learnedAtMs === 'number' && areRungs;
}
