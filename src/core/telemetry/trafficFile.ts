import { InputError } from '../base/errors.ts';
import type { RecordedRequest, RecordedTraffic } from './traffic.ts';

const VERSION = 1;
const ABOUT = 'Which questions the cache was asked, as digests, and when. No prompts, no answers.';
/** Ten times what Planscope records. */
const MAX_REQUESTS = 100_000;
const MAX_MIB = 16;
/** A line of ours has 60 characters. */
const MAX_LINE = 1_000;
/** The latest time that `Date` knows. */
const LATEST_MS = 8.64e15;

/**
 * Recorded traffic as a file holds it: JSON Lines, UTF-8. The first line says what it is and how many requests follow,
 * one on each line.
 */
export function serializeTraffic({ requests, maxEntries, ttlMs }: RecordedTraffic): string {
  const header = { planscopeTraffic: VERSION, about: ABOUT, requests: requests.length, maxEntries, ttlMs };
  return [header, ...requests].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * Reads it back. `source` names it in messages, for example the file's path. Members that it does not know are left
 * out. Throws an `InputError` (`too-large`, `unknown-version`, `not-traffic`) that names source and line and says what
 * to do.
 */
export function parseTraffic(text: string, source: string): RecordedTraffic {
  if (text.length > MAX_MIB * 2 ** 20) {
    const message = `${source} is too long for recorded traffic: at most ${MAX_MIB} MiB are read. ${NAME_ANOTHER}`;
    throw new InputError('too-large', message);
  }
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  while (lines.at(-1)?.trim() === '') lines.pop();
  const [first = '', ...rest] = lines;
  const { requests: count, ...limits } = headerIn(first, source);
  if (count !== rest.length) {
    const message = `${source} holds ${rest.length} requests, but its first line says ${count}: it was cut short or changed. ${EXPORT_AGAIN}`;
    throw new InputError('not-traffic', message);
  }
  return { ...limits, requests: rest.map((line, i) => requestIn(line, `${source}, line ${i + 2}`)) };
}

const EXPORT_AGAIN = 'Export it again: "Planscope: Export Recorded Traffic…" in the editor.';
const NAME_ANOTHER = 'Name a file that "Planscope: Export Recorded Traffic…" wrote in the editor.';

function headerIn(line: string, source: string): Omit<RecordedTraffic, 'requests'> & { readonly requests: number } {
  const place = `${source}, line 1`;
  const members = membersOf(line);
  const version = members?.['planscopeTraffic'];
  if (members === undefined || version === undefined) {
    throw new InputError('not-traffic', `${place}: this is no recorded traffic of Planscope's. ${NAME_ANOTHER}`);
  }
  if (version !== VERSION) {
    const message = `${place}: this traffic is of another version; this Planscope reads version ${VERSION}. Update Planscope, or export the traffic again.`;
    throw new InputError('unknown-version', message);
  }
  const whole = (name: string, max: number): number => numberIn(members, name, { min: 1, max, isWhole: true }, place);
  return {
    requests: whole('requests', MAX_REQUESTS),
    maxEntries: whole('maxEntries', Number.MAX_SAFE_INTEGER),
    ttlMs: whole('ttlMs', Number.MAX_SAFE_INTEGER),
  };
}

function requestIn(line: string, place: string): RecordedRequest {
  const members = membersOf(line);
  if (members === undefined) {
    throw new InputError('not-traffic', `${place}: this is no JSON object. ${EXPORT_AGAIN}`);
  }
  const { key, hit } = members;
  if (typeof key !== 'string' || !/^[A-Za-z0-9+/]{7}$/.test(key)) {
    throw new InputError('not-traffic', `${place}: "key" must be 7 characters of base64. ${EXPORT_AGAIN}`);
  }
  if (typeof hit !== 'boolean') {
    throw new InputError('not-traffic', `${place}: "hit" must be true or false. ${EXPORT_AGAIN}`);
  }
  return { key, atMs: numberIn(members, 'atMs', { min: 0, max: LATEST_MS, isWhole: false }, place), hit };
}

function numberIn(
  members: Readonly<Record<string, unknown>>,
  name: string,
  { min, max, isWhole }: { readonly min: number; readonly max: number; readonly isWhole: boolean },
  place: string,
): number {
  const value = members[name];
  const isInRange = typeof value === 'number' && value >= min && value <= max;
  if (isInRange && (!isWhole || Number.isInteger(value))) return value;
  const message = `${place}: "${name}" must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}. ${EXPORT_AGAIN}`;
  throw new InputError('not-traffic', message);
}

function membersOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (line.length > MAX_LINE) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
