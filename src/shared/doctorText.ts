import type { DoctorFinding, DoctorReport } from '../core/doctor/finding.ts';
import { escapeMarkdown } from './markdown.ts';

const MARKS = { ok: '✓', warning: '⚠', error: '✗' } as const satisfies Record<DoctorFinding['status'], string>;

const VERDICTS = {
  ok: 'Everything that planning needs is there.',
  warning: 'Planning works; something could be better.',
  error: 'Planning with this model does not work.',
} as const satisfies Record<DoctorReport['verdict'], string>;

/** What "Check Local Model" found, as Markdown: the verdict first, then each finding with what to do. */
export function doctorText({ findings, verdict }: DoctorReport): string {
  const lines = ['# Local model', '', `**${VERDICTS[verdict]}**`, ''];
  for (const { status, text, advice } of findings) {
    lines.push(`- ${MARKS[status]} ${escapeMarkdown(text)}`);
    if (advice !== undefined) lines.push(`  - ${escapeMarkdown(advice)}`);
  }
  return `${lines.join('\n')}\n`;
}
