import type { DoctorFinding, DoctorReport } from '../core/doctor/finding.ts';
import { escapeMarkdown } from './markdown.ts';

const MARKS = { ok: '✓', warning: '⚠', error: '✗' } as const satisfies Record<DoctorFinding['status'], string>;

const VERDICTS = {
  ok: 'Everything that planning needs is there.',
  warning: 'Planning works; something could be better.',
  error: 'Planning with a model does not work yet.',
} as const satisfies Record<DoctorReport['verdict'], string>;

const SUBJECTS = {
  server: 'Server',
  model: 'Model',
  memory: 'Memory',
  form: 'Structured output',
  context: 'Context',
  speed: 'Speed',
  plan: 'Plan',
} as const satisfies Record<DoctorFinding['about'], string>;

/** What "Check Local Model" found, as Markdown: the verdict first, then a row for each finding with what to do. */
export function doctorText({ findings, verdict }: DoctorReport): string {
  const lines = ['# Local model', '', `**${MARKS[verdict]} ${VERDICTS[verdict]}**`, ''];
  lines.push('| | Checked | Found |', '|:-:|:--|:--|');
  for (const { about, status, text, advice } of findings) {
    const todo = advice === undefined ? '' : `<br>**→ ${escapeMarkdown(advice)}**`;
    lines.push(`| ${MARKS[status]} | ${SUBJECTS[about]} | ${escapeMarkdown(text)}${todo} |`);
  }
  return `${lines.join('\n')}\n`;
}
