import { JsonPlaces } from '../json/jsonPlaces.ts';
import { readJsonTree, tooDeepAt } from '../json/jsonText.ts';

/** Where a file names another one. */
export interface FileReference {
  /** As written: relative to the file that names it. */
  readonly path: string;
  /** Of the string with its quotes, in UTF-16 units from the start of the text. */
  readonly offset: number;
  readonly length: number;
}

/** The source of a pattern, for schemas too: an absolute URL. One letter and a colon is a drive, not a scheme. */
export const URL_PATTERN = '^[A-Za-z][A-Za-z0-9+.-]+:';
const absoluteUrl = new RegExp(URL_PATTERN);

/** True for what can be the path of a file. A URL is none: nothing that a file names is fetched from elsewhere. */
export function isFilePath(text: string): boolean {
  return text.trim() !== '' && !absoluteUrl.test(text);
}

/**
 * The path in the field `field` of the JSON object `text`, also where the text is not (yet) right elsewhere. Undefined
 * when there is no such field, or it holds no path.
 */
export function findFileReference(text: string, field: string): FileReference | undefined {
  // Most files name no other one, and the tree of a large world takes its time.
  if (!text.includes(`"${field}"`)) return undefined;
  const json = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const { tree } = tooDeepAt(json) === undefined ? readJsonTree(json) : {};
  const node = tree === undefined ? undefined : new JsonPlaces(tree).nodeAt([field]);
  const path: unknown = node?.value;
  if (node === undefined || typeof path !== 'string' || !isFilePath(path)) return undefined;
  return { path, offset: node.offset, length: node.length };
}
