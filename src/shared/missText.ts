import * as l10n from '@vscode/l10n';
import type { ExplainedMiss } from '../core/missLog.ts';
import type { KeyDifference } from '../core/prompt/explainMiss.ts';
import { formatCount, formatPercent, formatTimeOfDay } from './format.ts';
import { escapeMarkdown } from './markdown.ts';

/** Parts of a key that have a row; more are counted. */
const MAX_PARTS = 12;
const MAX_CHARS = 100;

/** Why a request was not answered from the cache, as Markdown: what it was compared with, and a row for each difference. */
export function missText(explained: ExplainedMiss): string {
  const { miss, isKeptNow } = explained;
  const paragraphs = [
    `# ${l10n.t('Why request {0} missed the cache', miss.requestId)}`,
    l10n.t('{0}, at {1}', escapeMarkdown(miss.scenario), formatTimeOfDay(miss.atMs)),
    ...comparison(explained),
  ];
  if (isKeptNow) paragraphs.push(l10n.t('Its own plan was kept since: the next question that is the same finds it.'));
  return `${paragraphs.join('\n\n')}\n`;
}

function comparison({ explanation, cached, gone }: ExplainedMiss): string[] {
  if (explanation.nearest === undefined) return [emptyText(gone)];
  const { differences, similarity } = explanation;
  const paragraphs = [`**${nearestText(cached, differences.length)}**`];
  paragraphs.push(tableOf(differences.slice(0, MAX_PARTS)));
  if (differences.length > MAX_PARTS) paragraphs.push(l10n.t('… and in {0} more.', differences.length - MAX_PARTS));
  if (differences.some(isOfWorld)) {
    paragraphs.push(l10n.t('Of what the two questions say {0} is the same.', formatPercent(similarity)));
  }
  if (!differences.every(isOfWorld)) {
    paragraphs.push(l10n.t('A plan that was made by another model, or with other tools or settings, is never served.'));
  }
  return paragraphs;
}

function nearestText(cached: number, parts: number): string {
  if (cached === 1) {
    return parts === 1
      ? l10n.t('The only cached plan differs in 1 part of its key.')
      : l10n.t('The only cached plan differs in {0} parts of its key.', formatCount(parts));
  }
  return parts === 1
    ? l10n.t('The nearest of {0} cached plans differs in 1 part of its key.', formatCount(cached))
    : l10n.t(
        'The nearest of {0} cached plans differs in {1} parts of its key.',
        formatCount(cached),
        formatCount(parts),
      );
}

function emptyText(gone: ExplainedMiss['gone']): string {
  switch (gone ?? 'not yet') {
    case 'cleared':
      return l10n.t('The prompt cache was cleared: no plan from before this request is left to compare with.');
    case 'expired':
      return l10n.t('All cached plans were too old to be served; planscope.cache.ttlMs says how long a plan may be.');
    case 'not yet':
      return l10n.t('The prompt cache was empty: a plan is kept once the model has made one that can be carried out.');
  }
}

function tableOf(differences: readonly KeyDifference[]): string {
  const rows = differences.map(
    ({ part, asked, known }) => `| ${cell(part.replace(/^world\//, ''))} | ${valueText(asked)} | ${valueText(known)} |`,
  );
  const headings = [l10n.t('Part'), l10n.t('This request'), l10n.t('The cached plan')];
  return [`| ${headings.join(' | ')} |`, '|:--|:--|:--|', ...rows].join('\n');
}

function valueText(value: string | undefined): string {
  if (value === undefined) return `*${l10n.t('not there')}*`;
  return value === '' ? `*${l10n.t('empty')}*` : cell(value);
}

function isOfWorld({ part }: KeyDifference): boolean {
  return part.startsWith('world/') || part.startsWith('scenario/');
}

/** Words of a world or a tool: of bounded length, and nothing in them is markup. */
function cell(text: string): string {
  return escapeMarkdown(text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS - 1)}…` : text);
}
