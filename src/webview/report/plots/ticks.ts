/** The most ticks that an axis carries, and the fewest that it has over a proper domain with that many. */
export const MOST_TICKS = 8;
/** A domain of a width that is lost beside its own height has no ticks; whoever asks widens it first. */
const ROUNDING = 1e-9;

/** Round values from low to high, ascending, at steps of 1, 2 or 5 times a power of ten: 3 to 8 of them. */
export function linearTicks(low: number, high: number, most = MOST_TICKS): number[] {
  if (!(high > low) || !Number.isFinite(high - low)) return [];
  let exponent = Math.floor(Math.log10((high - low) / most)) - 1;
  for (;;) {
    for (const mantissa of [1, 2, 5]) {
      const ticks = multiples(mantissa, exponent, low, high);
      if (ticks !== undefined && ticks.length <= most) return ticks;
    }
    exponent++;
  }
}

/**
 * As `linearTicks`, for a logarithmic axis of positive values: every 1-2-5, or every power of ten, or every second, as
 * many as fit; over less than a decade the steps are the linear ones.
 */
export function logTicks(low: number, high: number, most = MOST_TICKS): number[] {
  if (!(low > 0) || !(high > low) || !Number.isFinite(high)) return [];
  const from = Math.floor(Math.log10(low));
  const to = Math.ceil(Math.log10(high));
  const within = (value: number): boolean => value >= low && value <= high;
  const fine: number[] = [];
  for (let exponent = from; exponent <= to && fine.length <= most; exponent++) {
    fine.push(...[1, 2, 5].map((mantissa) => powerOf(mantissa, exponent)).filter(within));
  }
  if (fine.length < 3) return linearTicks(low, high, most);
  if (fine.length <= most) return fine;
  for (let every = 1; ; every++) {
    const first = Math.ceil(from / every) * every;
    const ticks: number[] = [];
    for (let exponent = first; exponent <= to; exponent += every) {
      const value = powerOf(1, exponent);
      if (within(value)) ticks.push(value);
    }
    if (ticks.length <= most) return ticks;
  }
}

function multiples(mantissa: number, exponent: number, low: number, high: number): number[] | undefined {
  const step = powerOf(mantissa, exponent);
  const first = Math.ceil(low / step - ROUNDING);
  const last = Math.floor(high / step + ROUNDING);
  if (last - first > 1_000) return undefined;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Math.min(high, Math.max(low, multipleOf(first + index, mantissa, exponent))),
  );
}

/** By text, since 3 × 0.1 is not 0.3. */
function multipleOf(count: number, mantissa: number, exponent: number): number {
  return Number(`${count * mantissa}e${exponent}`);
}

function powerOf(mantissa: number, exponent: number): number {
  return Number(`${mantissa}e${exponent}`);
}
