import * as l10n from '@vscode/l10n';
import type { KnownValue } from '../core/cache/promptCache.ts';
import type { CachedPlan } from '../core/cachedPlan.ts';
import { callText } from '../core/world/callText.ts';
import { formatBytes, formatCount, formatDuration, formatSince, formatTimeOfDay } from './format.ts';
import { escapeMarkdown } from './markdown.ts';

/** One plan of the cache in the lines of a list. `nowMs` is calendar time. */
export function cachedPlanLine(
  { value, worth, madeAtMs }: KnownValue<CachedPlan>,
  nowMs: number,
): { readonly label: string; readonly description: string; readonly detail: string } {
  const { plan } = value;
  return {
    label: plan.steps.map(({ act }) => act).join(' → '),
    description: l10n.t(
      '{0} ago · saves {1}, {2} tokens',
      formatSince(nowMs - madeAtMs),
      formatDuration(worth.savedMs),
      formatCount(worth.savedTokens),
    ),
    detail: plan.plan_id,
  };
}

/** The same plan whole, as Markdown: its steps, what was found about it, what a hit saves, and the question it answers. */
export function cachedPlanText({ key, value, worth, madeAtMs }: KnownValue<CachedPlan>): string {
  const { plan, problems, asked } = value;
  return [
    `# ${l10n.t('Cached plan {0}', escapeMarkdown(plan.plan_id))}`,
    plan.steps.map((step, index) => `${index + 1}. ${escapeMarkdown(callText(step))}`).join('\n'),
    ...(problems.length === 0
      ? []
      : [`## ${l10n.t('Found about it')}`, problems.map(({ message }) => `- ${escapeMarkdown(message)}`).join('\n')]),
    `## ${l10n.t('What it is worth')}`,
    [
      l10n.t('Made at {0}.', formatTimeOfDay(madeAtMs)),
      l10n.t(
        'A hit saves {0} of the model and {1} tokens; it takes {2}.',
        formatDuration(worth.savedMs),
        formatCount(worth.savedTokens),
        formatBytes(worth.bytes),
      ),
    ].join(' '),
    `## ${l10n.t('The question it answers')}`,
    l10n.t('Key: {0}', `\`${key}\``),
    fenced(asked.question),
    '',
  ].join('\n\n');
}

/** Text of a world as it is: in a fence that nothing in it can close. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}json\n${text}\n${fence}`;
}
