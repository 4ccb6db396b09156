import { InputError, toCoreError } from '../core/base/errors.ts';
import type { Logger } from '../core/base/logger.ts';
import { DIALECT_NAMES } from '../core/simulator/dialects/createDialects.ts';
import type { LatencyProfile } from '../core/simulator/latency.ts';
import { preciseClock } from '../core/simulator/preciseClock.ts';
import { type FromSimulator, toWireError } from '../core/simulator/processProtocol.ts';
import { parseTranscripts } from '../core/simulator/replay.ts';
import { type Simulator, type SimulatorMode, startSimulator } from '../core/simulator/simulator.ts';
import { serveControl } from '../core/simulator/simulatorControl.ts';
import { readInputFile } from './inputFile.ts';
import type { CliIo } from './io.ts';
import { type ParentLink, parentLink } from './parentLink.ts';
import { simulateHelp } from './simulateHelp.ts';
import { parseSimulateOptions, type SimulateOptions } from './simulateOptions.ts';

/**
 * `planscope simulate`: runs a simulator until `io.signal` aborts. Under a parent process with a message channel it
 * tells the parent its address, obeys it (`processProtocol.ts`) and ends when the channel closes.
 * Resolves to the exit code: 0 after a clean end, 2 for wrong input (an option, a file, a port in use), 1 for the rest.
 */
export function runSimulate(argv: readonly string[], io: CliIo): Promise<number> {
  return simulate(argv, io, parentLink());
}

/** `runSimulate` under `parent`, undefined for none. */
export async function simulate(argv: readonly string[], io: CliIo, parent: ParentLink | undefined): Promise<number> {
  try {
    const options = parseSimulateOptions(argv);
    if (options === 'help') {
      io.out(simulateHelp());
      return 0;
    }
    const simulator = await start(options, io);
    try {
      io.out(`${describe(simulator, options)}\n`);
      await serveUntilEnd(simulator, parent, io.signal);
    } finally {
      await simulator.dispose();
    }
    return 0;
  } catch (error) {
    io.err(`planscope simulate: ${toCoreError(error).message}\n`);
    await parent?.tell({ type: 'failed', error: toWireError(error) });
    return error instanceof InputError ? 2 : 1;
  } finally {
    parent?.close();
  }
}

const KEEP_ALIVE_MS = 60_000;

async function start(options: SimulateOptions, io: CliIo): Promise<Simulator> {
  return startSimulator({
    clock: preciseClock,
    logger: errorsTo(io),
    seed: options.seed,
    port: options.port,
    models: options.models,
    latency: options.latency,
    faults: { type: 'rates', rates: options.faultRates },
    mode: await readMode(options.replayFile, io.signal),
    ...options.server,
  });
}

async function readMode(replayFile: string | undefined, signal: AbortSignal): Promise<SimulatorMode> {
  if (replayFile === undefined) return { type: 'rules' };
  return { type: 'replay', transcripts: parseTranscripts(await readInputFile(replayFile, signal), replayFile) };
}

/** Resolves when the user, the parent or the end of the parent asks for the end. */
function serveUntilEnd(simulator: Simulator, parent: ParentLink | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    // With its port closed, as the fault `refuse` has it, nothing else would keep the process alive.
    const keepAlive = setInterval(() => {}, KEEP_ALIVE_MS);
    const end = (): void => {
      clearInterval(keepAlive);
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
    if (parent === undefined) return;
    const channel = { send: (message: FromSimulator) => void parent.tell(message) };
    parent.listen((message) => void serveControl(simulator, channel, message, end), end);
    void parent.tell({ type: 'listening', endpoint: simulator.endpoint, port: simulator.port });
  });
}

function describe(simulator: Simulator, options: SimulateOptions): string {
  const names = ['simulator', ...options.models].join(', ');
  const source = options.replayFile === undefined ? 'by rules' : `from ${options.replayFile}`;
  const faults = options.faultRates.map(({ kind, rate }) => `${kind} ${rate}`).join(', ');
  const dialects = (options.server.dialects ?? DIALECT_NAMES).join(', ');
  const key = options.server.apiKey === undefined ? '' : '; asks for the API key';
  return `Planscope simulator at ${simulator.endpoint} (models: ${names}; dialects: ${dialects}${key})
Answers ${source}; time: ${describeLatency(options.latency)}; faults: ${faults === '' ? 'none' : faults}; seed ${options.seed}
Plan with it: npm run plan -- scenario.json --endpoint ${simulator.endpoint}
Ctrl+C ends it.`;
}

function describeLatency(latency: LatencyProfile): string {
  switch (latency.type) {
    case 'fixed':
      return `${latency.serviceTimeMs} ms`;
    case 'phi3':
      return `profile phi3 × ${latency.scale}`;
    case 'recorded':
      return `as recorded × ${latency.scale}`;
  }
}

function errorsTo(io: CliIo): Logger {
  const write = (message: string): void => io.err(`${message}\n`);
  return { debug() {}, info() {}, warn: write, error: write };
}
