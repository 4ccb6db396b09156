/** The suite of a case's id: what is before the first slash, all where there is none. */
export function suiteOf(id: string): string {
  const end = id.indexOf('/');
  return end === -1 ? id : id.slice(0, end);
}

/** A case's id without its suite, for a table under the suite's heading. */
export function nameInSuite(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}

/** The suites of some cases, in the order of their first. */
export function suitesOf(cases: readonly { readonly id: string }[]): readonly string[] {
  return [...new Set(cases.map(({ id }) => suiteOf(id)))];
}
