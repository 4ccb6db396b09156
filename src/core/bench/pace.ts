import type { Clock } from '../base/clock.ts';

/** One look alone may fall into a pause, or find the caches cold. */
const LOOKS = 7;

/**
 * How fast the machine is at this moment: what a fixed piece of work takes, nanoseconds, the median of seven times.
 * Machines change their speed within seconds (other programs, heat, a battery), and what is measured changes with it; two
 * runs are compared in units of this work done between their samples. Null where the clock saw no time pass.
 */
export function paceNs(clock: Clock): number | null {
  const looks: number[] = [];
  for (let i = 0; i < LOOKS; i++) {
    const startMs = clock.nowMs();
    work();
    looks.push((clock.nowMs() - startMs) * 1e6);
  }
  looks.sort((a, b) => a - b);
  const median = looks[LOOKS >> 1] ?? 0;
  return median > 0 ? median : null;
}

/** A small world as text: about 2 kB, the kind of thing that plans are made of. */
const TEXT = JSON.stringify({
  name: 'pace',
  cells: Array.from({ length: 100 }, (_, i) => ({ x: (i * 37) % 101, y: (i * 53) % 97, label: `cell ${i}` })),
});

/** What the product's time goes into: parsing, objects, strings, a map, sorting. Some 50 µs. */
function work(): number {
  const { cells } = JSON.parse(TEXT) as { cells: { x: number; y: number; label: string }[] };
  const byLabel = new Map(cells.map((cell) => [cell.label, cell]));
  cells.sort((a, b) => a.x - b.x || a.y - b.y);
  let sum = 0;
  for (const { label, x, y } of cells) sum += (byLabel.get(label)?.x ?? 0) * y + x;
  return sum + JSON.stringify(cells).length;
}
