// Measures the same functions with Planscope's runner and with mitata, in turn, and prints a table for the docs.
// usage: npm run bench:agreement
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { do_not_optimize, measure as measureWithMitata } from 'mitata';
import { systemClock } from '../src/core/base/clock.ts';
import { budgetFor } from '../src/core/bench/budget.ts';
import { formatNs } from '../src/core/bench/format.ts';
import { measure, primeMeasuring } from '../src/core/bench/measure.ts';
import { quantile } from '../src/core/bench/statistics.ts';

const ROUNDS = 9;
const LOOP = 11_000;

const keys = Array.from({ length: 1_000 }, (_, i) => `key ${i}`);
const map = new Map(keys.map((key, i) => [key, i]));
let at = 0;

/** Eight of them at one place of call: too many for the compiler to put their bodies there. */
const EMPTY: readonly (() => void)[] = [() => {}, () => {}, () => {}, () => {}, () => {}, () => {}, () => {}, () => {}];
let turn = 0;

const SUBJECTS: readonly { readonly name: string; readonly run: () => unknown }[] = [
  { name: 'an empty function, inlined', run: () => undefined },
  {
    name: 'an empty function, called',
    run: () => {
      turn = (turn + 1) & 7;
      EMPTY[turn]?.();
    },
  },
  {
    name: 'a Map lookup, 1,000 entries',
    run: () => {
      at = at === 999 ? 0 : at + 1;
      return map.get(keys[at] ?? '');
    },
  },
  {
    name: 'a loop of about 10 µs',
    run: () => {
      let sum = 0;
      for (let i = 0; i < LOOP; i++) sum += i ^ (sum & 7);
      return sum;
    },
  },
];

const ports = { clock: systemClock, turn: () => eventLoopTurn() };
const never = new AbortController().signal;
await primeMeasuring(ports, never);

process.stdout.write('| function | Planscope p50 | mitata p50 | ratio |\n|---|---|---|---|\n');
for (const { name, run } of SUBJECTS) {
  const ours: number[] = [];
  const theirs: number[] = [];
  // Of each round by itself: between rounds the machine may become twice as fast.
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { samplesNs } = await measure({ call: 'sync', run }, budgetFor('full'), ports, never);
    const own = median(samplesNs);
    // What a call returns has to be kept from being optimised away, as it is by our loop's call.
    const { p50 } = await measureWithMitata(() => do_not_optimize(run()));
    ours.push(own);
    theirs.push(p50);
    ratios.push(own / p50);
  }
  const row = [name, formatNs(median(ours)), formatNs(median(theirs)), median(ratios).toFixed(2)];
  process.stdout.write(`| ${row.join(' | ')} |\n`);
}

function median(values: readonly number[]): number {
  return (
    quantile(
      values.toSorted((x, y) => x - y),
      0.5,
    ) ?? Number.NaN
  );
}
