import type { DialectName } from '../../transport/transport.ts';
import type { WireFormat } from './wireFormat.ts';

/** An answer that needs no model. */
export interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What a server of one kind offers. */
export interface Dialect {
  readonly name: DialectName;
  readonly wire: WireFormat;
  /** The path that a model is asked under, with POST. */
  readonly generatePath: string;
  /** By path, for GET and HEAD. */
  readonly reads: ReadonlyMap<string, () => Page>;
  /** By path, for POST: what the body, undefined when it is too long, is answered with. */
  readonly acts: ReadonlyMap<string, (body: string | undefined) => Page>;
  /** The paths that need no key. */
  readonly openPaths: readonly string[];
  /** What a path that is not there says, and one that is there for another method. */
  missing(isOtherMethod: boolean): Page;
}

/** The type of every JSON answer. */
export const jsonType = 'application/json; charset=utf-8';

export function jsonPage(value: object, status = 200): Page {
  return { status, type: jsonType, body: JSON.stringify(value) };
}
