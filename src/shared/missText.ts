import type { ExplainedMiss } from '../core/missLog.ts';
import type { KeyDifference } from '../core/prompt/explainMiss.ts';
import { formatPercent, formatPlural, formatTimeOfDay } from './format.ts';
import { escapeMarkdown } from './markdown.ts';

/** Parts of a key that have a row; more are counted. */
const MAX_PARTS = 12;
const MAX_CHARS = 100;

/** Why a request was not answered from the cache, as Markdown: what it was compared with, and a row for each difference. */
export function missText(explained: ExplainedMiss): string {
  const { miss, isKeptNow } = explained;
  const paragraphs = [
    `# Why request ${miss.requestId} missed the cache`,
    `${escapeMarkdown(miss.scenario)}, at ${formatTimeOfDay(miss.atMs)}`,
    ...comparison(explained),
  ];
  if (isKeptNow) paragraphs.push('Its own plan was kept since: the next question that is the same finds it.');
  return `${paragraphs.join('\n\n')}\n`;
}

function comparison({ explanation, cached, gone }: ExplainedMiss): string[] {
  if (explanation.nearest === undefined) return [emptyText(gone)];
  const { differences, similarity } = explanation;
  const subject = cached === 1 ? 'The only cached plan' : `The nearest of ${formatPlural(cached, 'cached plan')}`;
  const paragraphs = [`**${subject} differs in ${formatPlural(differences.length, 'part')} of its key.**`];
  paragraphs.push(tableOf(differences.slice(0, MAX_PARTS)));
  if (differences.length > MAX_PARTS) paragraphs.push(`… and in ${differences.length - MAX_PARTS} more.`);
  if (differences.some(isOfWorld)) {
    paragraphs.push(`Of what the two questions say ${formatPercent(similarity)} is the same.`);
  }
  if (!differences.every(isOfWorld)) {
    paragraphs.push('A plan that was made by another model, or with other tools or settings, is never served.');
  }
  return paragraphs;
}

function emptyText(gone: ExplainedMiss['gone']): string {
  switch (gone ?? 'not yet') {
    case 'cleared':
      return 'The prompt cache was cleared: no plan from before this request is left to compare with.';
    case 'expired':
      return 'All cached plans were too old to be served; planscope.cache.ttlMs says how long a plan may be.';
    case 'not yet':
      return 'The prompt cache was empty: a plan is kept once the model has made one that can be carried out.';
  }
}

function tableOf(differences: readonly KeyDifference[]): string {
  const rows = differences.map(
    ({ part, asked, known }) => `| ${cell(part.replace(/^world\//, ''))} | ${valueText(asked)} | ${valueText(known)} |`,
  );
  return ['| Part | This request | The cached plan |', '|:--|:--|:--|', ...rows].join('\n');
}

function valueText(value: string | undefined): string {
  if (value === undefined) return '*not there*';
  return value === '' ? '*empty*' : cell(value);
}

function isOfWorld({ part }: KeyDifference): boolean {
  return part.startsWith('world/') || part.startsWith('scenario/');
}

/** Words of a world or a tool: of bounded length, and nothing in them is markup. */
function cell(text: string): string {
  return escapeMarkdown(text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS - 1)}…` : text);
}
