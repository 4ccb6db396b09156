import { crc32 } from 'node:zlib';
import type { StoredEntry } from './entryStore.ts';

/** An entry as SQLite keeps it: the value as JSON, with a checksum, for SQLite itself does not notice a changed bit. */
export interface StoreRow {
  readonly key: string;
  readonly value: string;
  readonly bytes: number;
  readonly savedMs: number;
  readonly savedTokens: number;
  readonly savedAtMs: number;
  /** Not of times, which are set anew when the calendar jumped. */
  readonly checksum: number;
}

/** The row of `entry`; undefined when it cannot be kept as JSON and finite numbers. */
export function toRow<V>({ key, value, worth, savedAtMs }: StoredEntry<V>): StoreRow | undefined {
  const json = toJson(value);
  const { bytes, savedMs, savedTokens } = worth;
  if (json === undefined || ![bytes, savedMs, savedTokens, savedAtMs].every(Number.isFinite)) return undefined;
  const row = { key, value: json, bytes, savedMs, savedTokens, savedAtMs };
  return { ...row, checksum: checksumOf(row) };
}

/** The entry in `row`; undefined when the row is not whole, or its value not what `isValue` takes. */
export function fromRow<V>(row: unknown, isValue: (value: unknown) => value is V): StoredEntry<V> | undefined {
  if (!isRow(row) || row.checksum !== checksumOf(row)) return undefined;
  const value = fromJson(row.value);
  if (!isValue(value)) return undefined;
  const worth = { bytes: row.bytes, savedMs: row.savedMs, savedTokens: row.savedTokens };
  return { key: row.key, value, worth, savedAtMs: row.savedAtMs };
}

/** A note as SQLite keeps it. */
export interface NoteRow {
  readonly name: string;
  readonly value: string;
  readonly checksum: number;
}

/** The row of a note; undefined when `value` is no JSON. */
export function toNoteRow(name: string, value: unknown): NoteRow | undefined {
  const json = toJson(value);
  return json === undefined ? undefined : { name, value: json, checksum: crc32(`${name}\n${json}`) };
}

/** What was noted in `row`; undefined when the row is not whole. */
export function fromNoteRow(row: NoteRow): unknown {
  return row.checksum === crc32(`${row.name}\n${row.value}`) ? fromJson(row.value) : undefined;
}

function checksumOf(row: Omit<StoreRow, 'checksum'>): number {
  return crc32(`${row.key}\n${row.bytes} ${row.savedMs} ${row.savedTokens}\n${row.value}`);
}

function isRow(row: unknown): row is StoreRow {
  if (typeof row !== 'object' || row === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...row };
  const isText = (name: string): boolean => typeof fields[name] === 'string';
  const isNumber = (name: string): boolean => Number.isFinite(fields[name]);
  return isText('key') && isText('value') && ['bytes', 'savedMs', 'savedTokens', 'savedAtMs'].every(isNumber);
}

function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
