// Once it is told the first number, writes entries into a store, and says of each that it is written.
// usage: writer.ts FILE NAME COUNT, then the number on its input
import { once } from 'node:events';
import { systemClock } from '../../../../src/core/base/clock.ts';
import { openSqliteStore } from '../../../../src/core/cache/sqliteStore.ts';
import { consoleLogger, entryOf, isWork, LIMITS } from '../work.ts';

/** Entries between two reports. */
const BATCH = 20;

const [file = '', name = '', count = '0'] = process.argv.slice(2);
const [input] = await once(process.stdin, 'data');
process.stdin.destroy();
const store = openSqliteStore({ clock: systemClock, logger: consoleLogger, file, isValue: isWork, ...LIMITS });
if (store === undefined) throw new Error('This Node has no SQLite.');

const first = Number(input);
const end = first + Number(count);
let said = first;
for (let n = first; n < end; n++) {
  store.set(entryOf(name, n, systemClock.wallMs()));
  // Most of the time is then spent on writing, which is when the kill should come.
  if ((n + 1) % BATCH !== 0 && n + 1 !== end) continue;
  // What waits for another window is not written yet.
  if (store.stats().waiting === 0) {
    let lines = '';
    for (; said <= n; said++) lines += `${said}\n`;
    process.stdout.write(lines);
  }
  // Lets the store's timer run, as an editor does.
  await new Promise((resolve) => setImmediate(resolve));
}
store.dispose();
process.stdout.write('done\n');
