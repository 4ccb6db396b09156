/** The different ones of `values` in ascending order: a set in the form that `jaccardIndex` takes. Sorts in place. */
export function toNumberSet(values: Uint32Array): Uint32Array {
  values.sort();
  let different = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (different === 0 || value !== values[different - 1]) values[different++] = value;
  }
  return different === values.length ? values : values.slice(0, different);
}

/**
 * The Jaccard index of two sets, the size of what they share over the size of both together, 0..1; 1 for two empty
 * ones. Exact. Undefined as soon as it is sure to be below `minimum`. Both must be in ascending order without repeats.
 */
export function jaccardIndex(a: Uint32Array, b: Uint32Array, minimum = 0): number | undefined {
  const total = a.length + b.length;
  if (total === 0) return 1;
  // With s shared ones and d others the index is s / (s + d), and 2 s + d = total: so d bounds it.
  const mostOthers = (total * (1 - minimum)) / (1 + minimum) + ROUNDING;
  if (Math.abs(a.length - b.length) > mostOthers) return undefined;
  let others = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const difference = (a[i] as number) - (b[j] as number);
    if (difference <= 0) i++;
    if (difference >= 0) j++;
    if (difference !== 0 && ++others > mostOthers) return undefined;
  }
  others += a.length - i + (b.length - j);
  const shared = (total - others) / 2;
  const index = shared / (shared + others);
  return index < minimum ? undefined : index;
}

/** So that rounding never cuts what is exactly the minimum; the last line decides. */
const ROUNDING = 1e-6;
