import type { Vec } from '../world/snapshot.ts';
import { isPlainCell } from './canonicalOrder.ts';

/** Cells per axis that two coordinates in one number can tell apart: 26 bits each. */
const SPAN = 2 ** 26;
const HALF_SPAN = SPAN / 2;
/** Up to here sorting by insertion is the fastest. */
const SHORT = 48;

/**
 * A set of cells as ascending numbers without duplicates, each an `x` and a `y` in one. Obstacles are the long list of
 * a snapshot: numbers sort without a comparator, and the memory is kept from one set to the next.
 */
export class PackedCells {
  #cells = new Float64Array(64);
  #length = 0;

  /** How many different cells there are. */
  get length(): number {
    return this.#length;
  }

  /** Takes over a set. False when a cell has more members than `x` and `y`, or a coordinate beyond 2^25. */
  pack(list: readonly Vec[]): boolean {
    if (list.length > this.#cells.length) this.#cells = new Float64Array(2 * list.length);
    const cells = this.#cells;
    for (let i = 0; i < list.length; i++) {
      const cell = list[i] as Vec;
      const { x, y } = cell;
      if (!isPackable(x) || !isPackable(y) || !isPlainCell(cell)) return false;
      cells[i] = (x + HALF_SPAN) * SPAN + y + HALF_SPAN;
    }
    if (list.length > SHORT) cells.subarray(0, list.length).sort();
    else sortByInsertion(cells, list.length);
    this.#length = withoutRepeats(cells, list.length);
    return true;
  }

  x(index: number): number {
    return Math.floor((this.#cells[index] ?? 0) / SPAN) - HALF_SPAN;
  }

  y(index: number): number {
    const cell = this.#cells[index] ?? 0;
    // The remainder, several times faster than by `%`.
    return cell - Math.floor(cell / SPAN) * SPAN - HALF_SPAN;
  }
}

/** A whole number below 2^25, of either sign. */
function isPackable(coordinate: number): boolean {
  return (coordinate | 0) === coordinate && coordinate > -HALF_SPAN && coordinate < HALF_SPAN;
}

/** Moves the different ones of sorted cells to the front and returns how many there are. */
function withoutRepeats(cells: Float64Array, length: number): number {
  let different = 0;
  let last = Number.NaN;
  for (let i = 0; i < length; i++) {
    const cell = cells[i] as number;
    if (cell !== last) cells[different++] = cell;
    last = cell;
  }
  return different;
}

function sortByInsertion(cells: Float64Array, length: number): void {
  for (let i = 1; i < length; i++) {
    const cell = cells[i] as number;
    let at = i;
    for (; at > 0 && (cells[at - 1] as number) > cell; at--) cells[at] = cells[at - 1] as number;
    cells[at] = cell;
  }
}
