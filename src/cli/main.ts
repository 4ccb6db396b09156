import { toCoreError } from '../core/base/errors.ts';
import { runBench } from './bench.ts';
import { runCompare } from './compare.ts';
import { runDoctor } from './doctor.ts';
import { endSignal } from './endSignals.ts';
import { exitWith } from './exitCode.ts';
import type { CliIo } from './io.ts';
import { runPlan } from './plan.ts';
import { runSimulate } from './simulate.ts';
import { printing } from './terminalWords.ts';

const HELP = `Planscope in a terminal.

usage: planscope COMMAND [options]

  bench      run the benchmark suites
  compare    compare two benchmark runs, or two settings
  plan       plan one scenario through the whole client
  doctor     check the local model server, and say what to do
  simulate   run the simulator, a model server for trying things out

planscope COMMAND --help lists a command's options.
`;

const COMMANDS = new Map<string, (argv: readonly string[], io: CliIo) => Promise<number>>([
  ['bench', runBench],
  ['compare', runCompare],
  ['plan', runPlan],
  ['doctor', runDoctor],
  ['simulate', runSimulate],
]);

/**
 * The terminal program: picks the command, shows what it writes as `printable`, and turns Ctrl+C and SIGTERM into the
 * abort of its signal.
 */
async function main(argv: readonly string[]): Promise<number> {
  const io = printing({
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    signal: endSignal(process),
    isTty: process.stdout.isTTY === true,
  });
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

void exitWith(() => main(process.argv.slice(2)), process);
