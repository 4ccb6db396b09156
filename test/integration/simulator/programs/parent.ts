// Starts a simulator as a child, tells its address, and waits to be killed.
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../../src/core/base/clock.ts';
import { silentLogger } from '../../../../src/core/base/logger.ts';
import { spawnSimulator } from '../../../../src/core/simulator/simulatorProcess.ts';

const entry = fileURLToPath(new URL('./simulate.ts', import.meta.url));
const child = await spawnSimulator(
  { clock: systemClock, logger: silentLogger, execPath: process.execPath, entry, args: [] },
  new AbortController().signal,
);
process.send?.({ endpoint: child.endpoint, pid: child.pid });
