import * as l10n from '@vscode/l10n';
import type { Inspection } from '../core/answer/inspectAnswer.ts';
import { callText } from '../core/world/callText.ts';
import type { PlanStep } from '../core/world/plan.ts';
import type { StepChange } from '../core/world/planDiff.ts';
import type { Scenario } from '../core/world/scenario.ts';
import { escapeMarkdown } from './markdown.ts';
import { verdictText, worldInShort } from './worldText.ts';

/** One of two plans that are compared. */
export interface ComparedPlan {
  readonly name: string;
  readonly scenario: Scenario;
  readonly inspection: Inspection;
}

/** What differs between two plans, in words first, then step by step, then in what they end in. Markdown. */
export function planDiffText(a: ComparedPlan, b: ComparedPlan, changes: readonly StepChange[]): string {
  const rows = changes.map((change) => `| ${rowOf(change).join(' | ')} |`);
  return [
    `# ${l10n.t('{0} and {1}', escapeMarkdown(a.name), escapeMarkdown(b.name))}`,
    summaryOf(changes),
    `## ${l10n.t('Steps')}`,
    [`| | ${l10n.t('first')} | ${l10n.t('second')} |`, '|---|---|---|', ...rows].join('\n'),
    `## ${l10n.t('What they end in')}`,
    endOf(a),
    endOf(b),
    '',
  ].join('\n\n');
}

function summaryOf(changes: readonly StepChange[]): string {
  const count = (type: StepChange['type']): number => changes.filter((change) => change.type === type).length;
  if (changes.every(({ type }) => type === 'same')) return l10n.t('The two plans do the same.');
  const parts = [
    [count('changed'), l10n.t('{0} changed', count('changed'))],
    [count('removed'), l10n.t('{0} only in the first', count('removed'))],
    [count('added'), l10n.t('{0} only in the second', count('added'))],
    [count('same'), l10n.t('{0} the same', count('same'))],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([, text]) => text);
  return l10n.t('Steps: {0}.', told.join(', '));
}

function rowOf(change: StepChange): readonly string[] {
  switch (change.type) {
    case 'same':
      return ['=', cell(change.step, change.a), cell(change.step, change.b)];
    case 'removed':
      return ['−', cell(change.step, change.a), ''];
    case 'added':
      return ['+', '', cell(change.step, change.b)];
    case 'changed': {
      const names = change.args.map(({ name }) => escapeMarkdown(name)).join(', ');
      return [`≠ ${names}`, cell(change.before, change.a), cell(change.after, change.b)];
    }
  }
}

function cell(step: PlanStep, index: number): string {
  return `${index + 1}\\. ${escapeMarkdown(callText(step))}`;
}

function endOf({ name, scenario, inspection }: ComparedPlan): string {
  const world = inspection.steps.findLast((step) => step.world !== undefined)?.world;
  const ends = world === undefined ? '' : ` ${l10n.t('It ends {0}.', escapeMarkdown(worldInShort(scenario, world)))}`;
  return `**${escapeMarkdown(name)}**: ${escapeMarkdown(verdictText(scenario, inspection))}${ends}`;
}
