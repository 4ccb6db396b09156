/**
 * A GBNF expression for the whole numbers from `min` to `max`, both included, as JSON writes them. `undefined` is no
 * bound of the schema's; then at most 15 digits, which every JSON reader holds exactly.
 */
export function integerGrammar(min = -999_999_999_999_999, max = 999_999_999_999_999): string {
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min > max) {
    throw new RangeError(`no whole number is from ${min} to ${max}`);
  }
  const ways: string[] = [];
  if (min < 0) ways.push(`"-" (${naturals(Math.max(1, -max), -min)})`);
  if (max >= 0) ways.push(naturals(Math.max(0, min), max));
  return `(${ways.join(' | ')})`;
}

/** Alternatives by the number of digits, since a leading zero is not JSON. */
function naturals(low: number, high: number): string {
  // The usual bounds need no case for each length.
  if (low <= 1 && /^9+$/.test(String(high))) {
    const positive = `[1-9] [0-9]{0,${String(high).length - 1}}`;
    return low === 0 ? `"0" | ${positive}` : positive;
  }
  const ways: string[] = [];
  for (let digits = String(low).length; digits <= String(high).length; digits++) {
    const from = Math.max(low, digits === 1 ? 0 : 10 ** (digits - 1));
    const to = Math.min(high, 10 ** digits - 1);
    ways.push(sameLength(String(from), String(to)));
  }
  return ways.join(' | ');
}

/** The numerals from `low` to `high`, which have equally many digits. */
function sameLength(low: string, high: string): string {
  const count = low.length;
  if (count === 0) return '';
  if (/^0*$/.test(low) && /^9*$/.test(high)) return count === 1 ? '[0-9]' : `[0-9]{${count}}`;
  const [first, last] = [Number(low[0]), Number(high[0])];
  const [lowRest, highRest] = [low.slice(1), high.slice(1)];
  if (first === last) return `"${first}" ${sameLength(lowRest, highRest)}`.trim();
  const [zeros, nines] = ['0'.repeat(count - 1), '9'.repeat(count - 1)];
  const isLowWhole = lowRest === zeros;
  const isHighWhole = highRest === nines;
  const middle = [isLowWhole ? first : first + 1, isHighWhole ? last : last - 1] as const;
  const ways = [
    ...(isLowWhole ? [] : [`"${first}" ${sameLength(lowRest, nines)}`]),
    ...(middle[0] > middle[1] ? [] : [`[${middle[0]}-${middle[1]}] ${sameLength(zeros, nines)}`]),
    ...(isHighWhole ? [] : [`"${last}" ${sameLength(zeros, highRest)}`]),
  ];
  return `(${ways.map((way) => way.trim()).join(' | ')})`;
}
