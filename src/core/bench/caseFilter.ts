import { InputError } from '../base/errors.ts';
import { ALL_SUITES, STANDARD_SUITES } from './suiteNames.ts';

/** What to run. */
export interface CaseSelection {
  /** `all` stands for every suite there is; absent: the standard ones. */
  readonly suites?: readonly string[];
  /** Matches ids that contain it, whatever the case of its letters; `*` stands for any characters. */
  readonly pattern?: string;
  /** Exactly these; their suites need not be named. */
  readonly ids?: readonly string[];
}

/**
 * The cases that `selection` names, in their own order.
 * Throws `InputError` for a suite that does not exist and when nothing is left, with what there is instead.
 */
export function selectCases<C extends { readonly id: string; readonly suite: string }>(
  cases: readonly C[],
  selection: CaseSelection,
): readonly C[] {
  const known = [...new Set(cases.map((one) => one.suite))];
  const named: readonly string[] = selection.suites ?? STANDARD_SUITES;
  for (const suite of selection.suites ?? []) {
    if (suite !== ALL_SUITES && !known.includes(suite)) {
      throw new InputError('unknown-suite', `There is no suite "${suite}". The suites are ${known.join(', ')}.`);
    }
  }
  if (selection.ids !== undefined) return withIds(cases, selection.ids);
  const inSuites = named.includes(ALL_SUITES) ? cases : cases.filter((one) => named.includes(one.suite));
  if (selection.pattern === undefined) return inSuites;
  const matches = matcher(selection.pattern);
  const selected = inSuites.filter((one) => matches(one.id));
  if (selected.length === 0) {
    const ids = inSuites.map((one) => `  ${one.id}`).join('\n');
    throw new InputError('no-case', `No case matches "${selection.pattern}". The cases are:\n${ids}`);
  }
  return selected;
}

/** The suites of which `selected` holds every case that is in `all`. */
export function wholeSuites(
  all: readonly { readonly id: string; readonly suite: string }[],
  selected: readonly { readonly id: string; readonly suite: string }[],
): readonly string[] {
  const ids = new Set(selected.map(({ id }) => id));
  const broken = new Set(all.filter(({ id }) => !ids.has(id)).map(({ suite }) => suite));
  return [...new Set(selected.map(({ suite }) => suite))].filter((suite) => !broken.has(suite));
}

function withIds<C extends { readonly id: string }>(cases: readonly C[], ids: readonly string[]): readonly C[] {
  const missing = ids.find((id) => !cases.some((one) => one.id === id));
  if (missing !== undefined) throw new InputError('no-case', `There is no case "${missing}"; --list names them.`);
  return cases.filter(({ id }) => ids.includes(id));
}

function matcher(pattern: string): (id: string) => boolean {
  const parts = pattern.toLowerCase().split('*');
  return (id) => {
    let from = 0;
    const text = id.toLowerCase();
    return parts.every((part) => {
      const at = text.indexOf(part, from);
      from = at + part.length;
      return at !== -1;
    });
  };
}
