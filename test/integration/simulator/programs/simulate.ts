// Stands in for the CLI bundle: the same command, straight from its source.
import { runSimulate } from '../../../../src/cli/simulate.ts';

const cancel = new AbortController();
process.once('SIGINT', () => cancel.abort());
process.once('SIGTERM', () => cancel.abort());
const io = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
  signal: cancel.signal,
  isTty: false,
};
process.exitCode = await runSimulate(process.argv.slice(3), io);
