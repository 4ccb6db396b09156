import { parseArgs } from 'node:util';
import { systemClock } from '../core/base/clock.ts';
import { InputError, isAbort, toCoreError } from '../core/base/errors.ts';
import { checkModel } from '../core/doctor/checkModel.ts';
import type { DoctorFinding } from '../core/doctor/finding.ts';
import { defaultSettings } from '../core/settings/settings.ts';
import { HttpClient } from '../core/transport/httpStream.ts';
import { apiKeyPort } from './apiKey.ts';
import type { CliIo } from './io.ts';
import { type ModelOptions, modelOptions, modelSettings, readModelOptions } from './modelOptions.ts';
import { inTerminalWords } from './terminalWords.ts';

const HELP = `Checks the local model server, with one real question to its model, and says what to do.

usage: npm run doctor -- [options]

${modelOptions.help}
  --json           print the findings as JSON
  --help           this text

Exit code: 0 nothing to mend, 3 something could be better, 1 planning with the model does not work, 2 wrong input,
130 cancelled.
`;

const EXIT = { ok: 0, warning: 3, error: 1, wrongInput: 2, cancelled: 130 } as const;

/** `planscope doctor`: the same check as the editor's "Check Local Model". */
export async function runDoctor(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    const options = parse(argv);
    if (options === 'help') {
      io.out(HELP);
      return 0;
    }
    return await check(options, io);
  } catch (error) {
    if (isAbort(error)) {
      io.err('Cancelled.\n');
      return EXIT.cancelled;
    }
    io.err(`${inTerminalWords(toCoreError(error).message)}\n`);
    return error instanceof InputError ? EXIT.wrongInput : EXIT.error;
  }
}

async function check(options: ModelOptions & { readonly asJson: boolean }, io: CliIo): Promise<number> {
  const http = new HttpClient({ clock: systemClock });
  try {
    const report = await checkModel(
      {
        http,
        clock: systemClock,
        keyFor: apiKeyPort(options.endpoint),
        onlyModel: options.model,
        settings: modelSettings(defaultSettings(), options),
        onFinding: (finding) => (options.asJson ? undefined : io.out(`${findingText(terminalFinding(finding))}\n`)),
      },
      io.signal,
    );
    if (options.asJson) {
      const shown = { ...report, findings: report.findings.map(terminalFinding) };
      io.out(`${JSON.stringify(shown, undefined, 2)}\n`);
    }
    return EXIT[report.verdict];
  } finally {
    http.dispose();
  }
}

function terminalFinding(finding: DoctorFinding): DoctorFinding {
  const { text, advice } = finding;
  return {
    ...finding,
    text: inTerminalWords(text),
    ...(advice === undefined ? {} : { advice: inTerminalWords(advice) }),
  };
}

const MARKS = { ok: 'ok     ', warning: 'warning', error: 'ERROR  ' } as const;

function findingText({ status, text, advice }: DoctorFinding): string {
  const lines = [`${MARKS[status]}  ${text}`];
  if (advice !== undefined) lines.push(`         → ${advice}`);
  return lines.join('\n');
}

function parse(argv: readonly string[]): (ModelOptions & { readonly asJson: boolean }) | 'help' {
  const values = parseOptions(argv);
  if (values.help === true) return 'help';
  return { ...readModelOptions(values), asJson: values.json === true };
}

function parseOptions(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { ...modelOptions.parse, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }).values;
  } catch (cause) {
    throw new InputError('usage', `${toCoreError(cause).message}\nSee npm run doctor -- --help.`, cause);
  }
}
