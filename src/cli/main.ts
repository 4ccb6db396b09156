import { toCoreError } from '../core/base/errors.ts';
import { runBench } from './bench.ts';
import { runDoctor } from './doctor.ts';
import type { CliIo } from './io.ts';
import { runPlan } from './plan.ts';
import { runSimulate } from './simulate.ts';

const HELP = `Planscope in a terminal.

usage: planscope COMMAND [options]

  bench      run the benchmark suites
  plan       plan one scenario through the whole client
  doctor     check the local model server, and say what to do
  simulate   run the simulator, a model server for trying things out

planscope COMMAND --help lists a command's options.
`;

const COMMANDS = new Map<string, (argv: readonly string[], io: CliIo) => Promise<number>>([
  ['bench', runBench],
  ['plan', runPlan],
  ['doctor', runDoctor],
  ['simulate', runSimulate],
]);

/** The terminal program: picks the command, and turns Ctrl+C and SIGTERM into the abort of its signal. */
async function main(argv: readonly string[]): Promise<number> {
  const cancel = new AbortController();
  const onSignal = (): void => cancel.abort(new DOMException('Cancelled.', 'AbortError'));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const io: CliIo = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    signal: cancel.signal,
    isTty: process.stdout.isTTY === true,
  };
  const [name, ...rest] = argv;
  const command = name === undefined ? undefined : COMMANDS.get(name);
  if (command === undefined) {
    const isHelp = name === undefined || name === '--help' || name === '-h' || name === 'help';
    if (isHelp) io.out(HELP);
    else io.err(`planscope: there is no command "${name}". Known: ${[...COMMANDS.keys()].join(', ')}.\n`);
    return isHelp ? 0 : 2;
  }
  try {
    return await command(rest, io);
  } catch (error) {
    io.err(`planscope ${name}: ${toCoreError(error).message}\n`);
    return 1;
  }
}

// A reader that went away (`… | head`) is the end of our output, not a crash.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`planscope: the output could not be written: ${error.message}\n`);
  process.exitCode = 1;
});
void main(process.argv.slice(2)).then((code) => {
  // An output that failed stays a failure.
  process.exitCode ??= code;
});
