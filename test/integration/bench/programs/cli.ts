import { bench } from '../../../../src/cli/bench.ts';
import { connectParent } from '../../../../src/cli/benchParent.ts';
import { sourceProgram } from './sourceProgram.ts';

// The terminal program from the sources: its bench command knows where they are, all others are the program's own.
const [command, ...argv] = process.argv.slice(2);
if (command === 'bench') {
  process.exitCode = await bench(
    argv,
    {
      out: (text) => void process.stdout.write(text),
      err: (text) => void process.stderr.write(text),
      signal: new AbortController().signal,
      isTty: false,
    },
    { program: sourceProgram, connectParent },
  );
} else {
  await import('../../../../src/cli/main.ts');
}
