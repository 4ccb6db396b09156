import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type Fruit, fruit, openStore } from '../../../support/stores.ts';

type Step =
  | { readonly type: 'get' | 'set' | 'delete' | 'note'; readonly key: string; readonly text: string }
  | { readonly type: 'clear' | 'reopen' | 'newest' | 'hold' | 'release' }
  | { readonly type: 'wait'; readonly ms: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constantFrom('get', 'set', 'delete', 'note'),
      key: fc.constantFrom('a', 'b', 'c', 'ключ', '"\'\\'),
      text: fc.string({ unit: 'binary', maxLength: 20 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constantFrom('reopen', 'newest', 'hold', 'release') }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('clear') }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('wait'), ms: fc.nat(2_000) }) },
);

describe('for every sequence of uses', () => {
  it('a store agrees with a map, held by another window or not, opened anew or not', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const clock = new FakeClock();
        const opened = openStore({ clock, ttlMs: 1e9 });
        let { store } = opened;
        store.get('open it');
        const other = new DatabaseSync(opened.file);
        let isHeld = false;
        const release = (): void => {
          if (isHeld) other.exec('ROLLBACK');
          isHeld = false;
        };
        const entries = new Map<string, Fruit>();
        const notes = new Map<string, unknown>();
        for (const step of steps) {
          switch (step.type) {
            case 'get':
              expect(store.get(step.key)?.value).toEqual(entries.get(step.key));
              expect(store.note(step.key)).toEqual(notes.get(step.key));
              break;
            case 'set':
              store.set(fruit(step.key, clock, { value: { fruit: step.text } }));
              entries.set(step.key, { fruit: step.text });
              break;
            case 'delete':
              store.delete(step.key);
              entries.delete(step.key);
              break;
            case 'note':
              store.setNote(step.key, step.text === '' ? undefined : { text: step.text });
              if (step.text === '') notes.delete(step.key);
              else notes.set(step.key, { text: step.text });
              break;
            case 'clear':
              store.clear();
              entries.clear();
              break;
            case 'newest': {
              const newest = store.newest(9);
              expect(new Map(newest.map(({ key, value }) => [key, value]))).toEqual(entries);
              const times = newest.map(({ savedAtMs }) => savedAtMs);
              expect(times).toEqual(times.toSorted((a, b) => b - a));
              break;
            }
            case 'hold':
              if (!isHeld) other.exec('BEGIN IMMEDIATE');
              isHeld = true;
              break;
            case 'release':
              release();
              break;
            case 'reopen':
              release();
              store.dispose();
              expect(clock.pendingTimers).toBe(0);
              ({ store } = openStore({ clock, file: opened.file, ttlMs: 1e9 }));
              break;
            case 'wait':
              clock.elapse(step.ms);
              break;
          }
        }
        release();
        other.close();
        store.dispose();
        const { store: last } = openStore({ clock, file: opened.file, ttlMs: 1e9 });
        expect(new Map(last.newest(9).map(({ key, value }) => [key, value]))).toEqual(entries);
        for (const [name, value] of notes) expect(last.note(name)).toEqual(value);
        expect(last.stats()).toMatchObject({ entries: entries.size, dropped: 0, waiting: 0 });
        expect(opened.logger.lines).toEqual([]);
        last.dispose();
      }),
      { numRuns: 40 },
    );
  });
});
