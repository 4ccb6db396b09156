// What other extensions hand over may be anything: these say what it is, and keep its failures apart from ours.

/** A listener may be asynchronous: then its failure comes later, and is nobody else's. */
export function whenHeard(returned: unknown, failed: (error: unknown) => void): void {
  if (returned instanceof Promise) returned.catch(failed);
}

/** What kind of value it is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value === undefined) return 'undefined';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** What was thrown, in words. */
export function nameOf(error: unknown): string {
  try {
    const message: unknown = error instanceof Error ? error.message : undefined;
    return typeof message === 'string' ? message : kindOf(error);
  } catch {
    return 'an error that cannot be read';
  }
}
