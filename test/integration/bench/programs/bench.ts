import { bench } from '../../../../src/cli/bench.ts';
import { connectParent } from '../../../../src/cli/benchParent.ts';
import { sourceProgram } from './sourceProgram.ts';

// The bench command as the built program runs it, from the sources.
process.exitCode = await bench(
  process.argv.slice(2),
  {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    signal: new AbortController().signal,
    isTty: false,
  },
  { program: sourceProgram, connectParent },
);
