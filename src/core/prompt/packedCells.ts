import type { Vec } from '../world/snapshot.ts';
import { isPlainCell } from './canonicalOrder.ts';

/** Coordinates are packed in 16 bits each, so they reach from -2^15 to 2^15 - 1. */
const SPAN = 2 ** 16;
const HALF_SPAN = SPAN / 2;
/** Numbers: up to here sorting by insertion is the fastest. */
const SHORT = 48;

/**
 * A set of cells as ascending whole numbers without duplicates, each an `x` and a `y` in one. Obstacles are the long
 * list of a snapshot: numbers sort without a comparator, and the memory is kept from one set to the next.
 */
export class PackedCells {
  #cells = new Int32Array(64);
  #length = 0;

  /** How many different cells there are. */
  get length(): number {
    return this.#length;
  }

  /**
   * Takes over a set. False when a cell means more than its `x` and `y`, or a coordinate is no whole number of 16 bits.
   */
  pack(list: readonly Vec[]): boolean {
    if (list.length > this.#cells.length) this.#cells = new Int32Array(2 * list.length);
    const cells = this.#cells;
    for (let i = 0; i < list.length; i++) {
      const cell = list[i] as Vec;
      const { x, y } = cell;
      if (!isPackable(x) || !isPackable(y) || !isPlainCell(cell)) return false;
      cells[i] = x * SPAN + y + HALF_SPAN;
    }
    if (list.length > SHORT) cells.subarray(0, list.length).sort();
    else sortByInsertion(cells, list.length);
    this.#length = withoutRepeats(cells, list.length);
    return true;
  }

  x(index: number): number {
    return (this.#cells[index] ?? 0) >> 16;
  }

  y(index: number): number {
    return ((this.#cells[index] ?? 0) & 0xffff) - HALF_SPAN;
  }
}

/** A whole number of 16 bits, with sign. */
function isPackable(coordinate: number): boolean {
  return (coordinate << 16) >> 16 === coordinate;
}

/** Moves the different ones of sorted cells to the front and returns how many there are. */
function withoutRepeats(cells: Int32Array, length: number): number {
  let different = 0;
  for (let i = 0; i < length; i++) {
    const cell = cells[i] as number;
    if (different === 0 || cell !== cells[different - 1]) cells[different++] = cell;
  }
  return different;
}

function sortByInsertion(cells: Int32Array, length: number): void {
  for (let i = 1; i < length; i++) {
    const cell = cells[i] as number;
    let at = i;
    for (; at > 0 && (cells[at - 1] as number) > cell; at--) cells[at] = cells[at - 1] as number;
    cells[at] = cell;
  }
}
