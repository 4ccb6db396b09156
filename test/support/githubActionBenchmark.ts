/** What github-action-benchmark holds of an entry. */
export interface GithubBenchmarkEntry {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly range?: string;
  readonly extra?: string;
}

/**
 * Reads a custom file by the rules of github-action-benchmark, which no registry has. Its code
 * (https://github.com/benchmark-action/github-action-benchmark, `src/extract.ts`) takes the five fields of each entry
 * and refuses an empty array; its README ("customSmallerIsBetter") says which types they have. Here a wrong type is an
 * error too, and so is a name that stands twice, since the entry before is looked up by its name.
 */
export function extractCustomBenchmark(text: string): readonly GithubBenchmarkEntry[] {
  const entries: unknown = JSON.parse(text);
  if (!Array.isArray(entries)) throw new Error('The file must contain an array.');
  if (entries.length === 0) throw new Error('No benchmark result was found.');
  const names = new Set(entries.map(({ name }) => name));
  if (names.size < entries.length) throw new Error('A name stands twice.');
  for (const entry of entries) {
    const { name, value, unit, range, extra } = entry;
    const texts = [name, unit, range ?? '', extra ?? ''];
    if (texts.some((one) => typeof one !== 'string')) throw new Error(`A text is none: ${JSON.stringify(entry)}`);
    if (name === '' || typeof value !== 'number') throw new Error(`Nothing is measured: ${JSON.stringify(entry)}`);
  }
  return entries;
}

/** The half-width of a range, which the action rescales when the unit changes (`src/extractRangeInfo.ts`). */
export function rangeValue(range: string): number {
  const value = /^(?:\+-|±)\s*(\d.+)$/.exec(range)?.[1];
  return value === undefined ? Number.NaN : Number(value);
}
