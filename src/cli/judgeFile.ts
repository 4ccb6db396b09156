import { inspectAnswer } from '../core/answer/inspectAnswer.ts';
import type { Scenario } from '../core/world/scenario.ts';
import { readAnyText } from './inputFile.ts';
import { inspectionJson } from './inspectionJson.ts';
import { inspectionText } from './inspectionText.ts';
import type { CliIo } from './io.ts';

/**
 * Judges the model's answer that `file` holds and prints the verdict. No model is asked, and no server looked for. A
 * file of any bytes is judged: an answer is whatever a model wrote. Resolves to the exit code: 0 for an executable plan,
 * 1 for anything else; throws an `InputError` for a file that cannot be read.
 */
export async function judgeFile(file: string, scenario: Scenario, asJson: boolean, io: CliIo): Promise<number> {
  const { text, isUtf8 } = await readAnyText(file, io.signal);
  if (!isUtf8) io.err(`${file} is not UTF-8 text: what cannot be read in it is taken as U+FFFD.\n`);
  const inspection = inspectAnswer(text, scenario);
  io.out(
    asJson
      ? `${JSON.stringify(inspectionJson(inspection), undefined, 2)}\n`
      : inspectionText(inspection, { file, text, scenario }),
  );
  return inspection.executable ? 0 : 1;
}
