import type { Problem } from '../world/problems.ts';

/** Names too many in one object that are worth a finding each; a model that writes more of them has lost its way. */
export const MAX_MENTIONED_EXTRAS = 20;

/** Adds to `problems` a finding for each of `names`, but behind the first 20 only one for all the rest. */
export function mentionExtras(
  names: readonly string[],
  problems: Problem[],
  finding: { readonly one: (name: string) => Problem; readonly more: (count: number) => Problem },
): void {
  // One that is left over is named as well: it takes no more room than the sum.
  const isAll = names.length <= MAX_MENTIONED_EXTRAS + 1;
  for (const name of isAll ? names : names.slice(0, MAX_MENTIONED_EXTRAS)) problems.push(finding.one(name));
  if (!isAll) problems.push(finding.more(names.length - MAX_MENTIONED_EXTRAS));
}
