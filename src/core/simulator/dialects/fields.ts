/** The fields of a request's body, or what is wrong with it, in words. */
export type ReadFields =
  | { readonly type: 'fields'; readonly fields: ReadonlyMap<string, unknown> }
  | { readonly type: 'bad'; readonly message: string };

/** Reads a body that has to be a JSON object. */
export function readFields(body: string): ReadFields {
  if (body.trim() === '') return { type: 'bad', message: 'missing request body' };
  try {
    const value: unknown = JSON.parse(body);
    if (!isRecord(value)) return { type: 'bad', message: 'the request body is not a JSON object' };
    return { type: 'fields', fields: new Map(Object.entries(value)) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { type: 'bad', message: `the request body is not JSON: ${detail}` };
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One word or a list of them; anything else is none. */
export function readStopWords(value: unknown): readonly string[] {
  const words = typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
  return words.filter((word): word is string => typeof word === 'string' && word !== '');
}

/** The first limit that is a number, 0 or more; negative ones and those that are absent mean "no limit". */
export function readTokenLimit(...values: readonly unknown[]): number {
  const limit = values.find((value) => typeof value === 'number');
  return typeof limit === 'number' && limit >= 0 ? limit : Number.POSITIVE_INFINITY;
}
