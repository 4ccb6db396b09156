/**
 * One change of a JSON document, as RFC 6902 writes it; `path` is a JSON pointer, with `-` for the end of a list. The
 * three operations that mending a plan takes.
 */
export type JsonPatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };
