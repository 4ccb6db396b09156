import { readFileSync } from 'node:fs';
import type { Translation } from '../../src/shared/translation.ts';

/**
 * A translation that is none: every text of ours in brackets, and what is filled in outside of them, so that what is not
 * translated shows: "⟦made by ⟧{0}⟦ earlier⟧".
 */
export function pseudoTranslation(): Translation {
  const file = new URL('../../media/l10n/bundle.l10n.json', import.meta.url);
  const bundle: Readonly<Record<string, string | { readonly message: string }>> = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  const texts = Object.entries(bundle).map(([key, text]) => {
    const message = typeof text === 'string' ? text : text.message;
    return [key, `⟦${message.replaceAll(/\{\d+\}/g, '⟧$&⟦')}⟧`.replaceAll('⟦⟧', '')];
  });
  return { language: 'de', texts: Object.fromEntries(texts) };
}

/**
 * Which parts of these texts are in no language: outside the brackets, no figure, and not among `data`, which is what
 * others wrote (names, ids, the words of core).
 */
export function untranslatedIn(texts: readonly string[], data: ReadonlySet<string>): readonly string[] {
  const outside = texts.flatMap((text) => text.split(/⟦[^⟧]*⟧/));
  return [...new Set(outside.filter((part) => !isUnderstood(part, data)))];
}

/** Figures with their units, times, percentiles; the product's own name. */
const UNDERSTOOD = /\d*(?<!\p{L})(?:ns|µs|ms|s|min|h|B|[KMGT]iB|MB|p50|p95|p99|t|UTC|Planscope)(?!\p{L})/gu;

function isUnderstood(part: string, data: ReadonlySet<string>): boolean {
  const bare = part.replace(/^[\s.:,]+|[\s.:,]+$/g, '');
  if (data.has(part.trim()) || data.has(bare) || !/\p{L}/u.test(part.replaceAll(UNDERSTOOD, ''))) return true;
  const parts = part.split(/, | · |: |\. /);
  return parts.length > 1 && parts.every((one) => isUnderstood(one, data));
}

/** Every string in a value: what may stand on a page that shows the value. */
export function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
