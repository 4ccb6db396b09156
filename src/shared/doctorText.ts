import * as l10n from '@vscode/l10n';
import type { DoctorFinding, DoctorReport } from '../core/doctor/finding.ts';
import { escapeMarkdown } from './markdown.ts';

const MARKS = { ok: '✓', warning: '⚠', error: '✗' } as const satisfies Record<DoctorFinding['status'], string>;

/** What "Check Local Model" found, as Markdown: the verdict first, then a row for each finding with what to do. */
export function doctorText({ findings, verdict }: DoctorReport): string {
  const subjects = subjectTexts();
  const lines = [`# ${l10n.t('Local model')}`, '', `**${MARKS[verdict]} ${verdictText(verdict)}**`, ''];
  lines.push(`| | ${l10n.t('Checked')} | ${l10n.t('Found')} |`, '|:-:|:--|:--|');
  for (const { about, status, text, advice } of findings) {
    const todo = advice === undefined ? '' : `<br>**→ ${escapeMarkdown(advice)}**`;
    lines.push(`| ${MARKS[status]} | ${subjects[about]} | ${escapeMarkdown(text)}${todo} |`);
  }
  return `${lines.join('\n')}\n`;
}

function verdictText(verdict: DoctorReport['verdict']): string {
  switch (verdict) {
    case 'ok':
      return l10n.t('Everything that planning needs is there.');
    case 'warning':
      return l10n.t('Planning works; something could be better.');
    case 'error':
      return l10n.t('Planning with a model does not work yet.');
  }
}

function subjectTexts(): Readonly<Record<DoctorFinding['about'], string>> {
  return {
    server: l10n.t('Server'),
    model: l10n.t('Model'),
    memory: l10n.t('Memory'),
    form: l10n.t('Structured output'),
    context: l10n.t('Context'),
    speed: l10n.t('Speed'),
    plan: l10n.t('Plan'),
  };
}
