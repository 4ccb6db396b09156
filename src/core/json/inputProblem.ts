/** What is wrong at one place of a file that a person wrote. */
export interface InputProblem {
  /** What is wrong and what is expected, without the place. */
  readonly message: string;
  /** JSON pointer (RFC 6901), '' for the whole. */
  readonly pointer: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units; a byte order mark does not count. */
  readonly column: number;
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
  readonly length: number;
  /** The file's name where it is another one than the file that was read: one that it names. */
  readonly source?: string;
}

/** Problems as lines for people: `world.scenario.json:3:12: "t" must be a finite number, but is "now".` */
export function formatInputProblems(source: string, problems: readonly InputProblem[], more = 0): string {
  const lines = problems.map(({ line, column, message }) => `${source}:${line}:${column}: ${message}`);
  if (more > 0) lines.push(`${source}: and ${more} more like these.`);
  return lines.join('\n');
}

/** Finds lines and columns in `text`. */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #hasByteOrderMark: boolean;

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
    this.#hasByteOrderMark = text.startsWith('\uFEFF');
  }

  positionAt(offset: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = offset - (this.#starts[low] ?? 0) + 1;
    return { line: low + 1, column: low === 0 && this.#hasByteOrderMark ? Math.max(1, column - 1) : column };
  }
}
