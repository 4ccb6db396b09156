/** JSON pointer (RFC 6901) to `path`, '' for the root. */
export function toPointer(path: readonly (string | number)[]): string {
  return path.map((segment) => `/${escapePointer(String(segment))}`).join('');
}

/** The path that `pointer` writes; a segment of digits is an index, as nothing in a plan is named by a number. */
export function fromPointer(pointer: string): readonly (string | number)[] {
  if (pointer === '') return [];
  const segments = pointer.slice(1).split('/');
  return segments.map((text) => (/^\d+$/.test(text) ? Number(text) : text.replaceAll('~1', '/').replaceAll('~0', '~')));
}

/** JSON pointer of an argument in a plan; of the whole step where the argument is the pair `xy`, or none is given. */
export function stepPointer(index: number, arg?: string): string {
  return arg === undefined || arg === 'xy' ? `/steps/${index}` : `/steps/${index}/${escapePointer(arg)}`;
}

/** The index of the step that a pointer into a plan is about; undefined where it is about the plan as a whole. */
export function stepIndexOf(pointer: string): number | undefined {
  const digits = /^\/steps\/(\d+)(?:\/|$)/.exec(pointer)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A name as one segment of a JSON pointer: it holds no `/`. */
export function escapePointer(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}
