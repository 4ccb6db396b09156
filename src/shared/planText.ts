import * as l10n from '@vscode/l10n';
import type { PlanProgress } from '../core/planRequest.ts';
import type { PlanResult } from '../core/planResult.ts';
import type { Span, Trace } from '../core/telemetry/trace.ts';
import { callText } from '../core/world/callText.ts';
import { modelLabel } from './modelLabel.ts';

/** One planned request as text for people: the steps, where they came from and why, findings, and where the time went. */
export function planText(result: PlanResult): string {
  const lines = [l10n.t('Plan {0}, {1}', JSON.stringify(result.plan.plan_id), originText(result)), ''];
  for (const [index, step] of result.plan.steps.entries()) lines.push(`  ${index + 1}. ${callText(step)}`);
  if (result.reason !== undefined) {
    lines.push('', l10n.t('Why a fallback: {0}', result.reason.message));
    for (const problem of result.reason.problems ?? []) lines.push(`  ${problem.pointer || '/'}: ${problem.message}`);
  }
  if (result.tried.length > 1) lines.push(l10n.t('Tried: {0}', result.tried.map(attemptText).join(', ')));
  for (const problem of result.problems) lines.push('', `${problem.severity}: ${problem.message}`);
  lines.push('', ...traceLines(result.trace), '');
  return lines.join('\n');
}

/** What happens to a request before it has its result, in a few words. */
export function progressText(progress: PlanProgress, model: string): string {
  switch (progress.type) {
    case 'queued':
      return progress.position === 1
        ? l10n.t('next in the queue')
        : l10n.t('number {0} in the queue', progress.position);
    case 'loading':
      return l10n.t('{0} is being loaded', model);
    case 'asking':
      return progress.tier === 'full'
        ? l10n.t('asking {0}', model)
        : l10n.t('asking {0} with the {1} prompt', model, progress.tier);
    case 'step':
      return `${progress.index + 1}. ${callText(progress.step)}`;
  }
}

function attemptText({ tier, outcome }: PlanResult['tried'][number]): string {
  return outcome === 'plan' ? tier : `${tier} (${outcome})`;
}

/** Where a plan came from, in words. */
export function originText(result: Pick<PlanResult, 'source' | 'tier' | 'trace' | 'similarity'>): string {
  const model = modelLabel({ kind: result.trace.answerer, name: result.trace.model });
  switch (result.source) {
    case 'model':
      return l10n.t('made by {0}', model);
    case 'cache':
      return result.similarity === undefined
        ? l10n.t('from the cache, made by {0} earlier', model)
        : l10n.t(
            'from the cache, made by {0} for a world that is {1} the same',
            model,
            similarityText(result.similarity),
          );
    case 'fallback':
      return result.tier === 'simplified'
        ? l10n.t('a fallback: made by {0} from the simplified prompt', model)
        : l10n.t('a fallback: made by rules ({0}), not by a model', result.tier);
  }
}

/** A share of facts in per cent, never rounded up to all of them. */
function similarityText(similarity: number): string {
  return `${Math.floor(similarity * 1000) / 10} %`;
}

/** Where the time of a request went, a line for each span, nested as the spans are. */
function traceLines(trace: Trace): string[] {
  const depths: number[] = [];
  const lines = [l10n.t('Time {0}', milliseconds(trace.totalMs))];
  for (const span of trace.spans) {
    const depth = span.parent === -1 ? 0 : (depths[span.parent] ?? 0) + 1;
    depths.push(depth);
    lines.push(
      `${'  '.repeat(depth + 1)}${span.name.padEnd(12 - Math.min(8, depth * 2))} ${milliseconds(span.durationMs).padStart(10)}${outcome(span)}`,
    );
  }
  return lines;
}

function outcome(span: Span): string {
  const details = Object.entries(span.attributes ?? {}).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 100) / 100 : value}`,
  );
  if (span.error !== undefined) details.unshift(l10n.t('failed: {0}', span.error));
  return details.length === 0 ? '' : `  ${details.join(', ')}`;
}

function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(3) : value.toFixed(1)} ms`;
}
