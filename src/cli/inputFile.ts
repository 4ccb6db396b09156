import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { InputError, isAbort, toCoreError } from '../core/base/errors.ts';

const MAX_MIB = 64;

/**
 * The text of a file that was named by hand, of at most 64 MiB. Throws an `InputError` that says what is wrong with the
 * file.
 */
export async function readInputFile(file: string, signal: AbortSignal): Promise<string> {
  const bytes = await readInputBytes(file, signal);
  try {
    // A byte order mark stays in: what follows it is read by whoever knows the format.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new InputError('file', `${file} is not UTF-8 text. Name a text file, or save this one as UTF-8.`, cause);
  }
}

/**
 * As `readInputFile`, but whatever bytes the file holds: those that are no UTF-8 become U+FFFD, and `isUtf8` is false.
 */
export async function readAnyText(
  file: string,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly isUtf8: boolean }> {
  const bytes = await readInputBytes(file, signal);
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), isUtf8: isUtf8(bytes) };
}

async function readInputBytes(file: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await readBytes(file, signal);
  } catch (cause) {
    if (isAbort(cause) || cause instanceof InputError) throw cause;
    throw new InputError('file', failureText(file, cause), cause);
  }
}

async function readBytes(file: string, signal: AbortSignal): Promise<Uint8Array> {
  // Looked at first: to open a pipe waits for its writer, which no signal ends, and a device may never end.
  const found = await stat(file);
  signal.throwIfAborted();
  if (!found.isFile() && !found.isDirectory()) {
    throw new InputError('file', `${file} is a pipe or a device; name a file.`);
  }
  if (found.size > MAX_MIB * 1024 * 1024) {
    const message = `${file} has ${Math.ceil(found.size / 1024 / 1024)} MiB; at most ${MAX_MIB} MiB are read. Name a smaller file.`;
    throw new InputError('file', message);
  }
  return readFile(file, { signal });
}

function failureText(file: string, cause: unknown): string {
  switch (cause instanceof Error && 'code' in cause ? cause.code : undefined) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no file ${file}.`;
    case 'EISDIR':
      return `${file} is a directory; name a file in it.`;
    case 'EACCES':
    case 'EPERM':
      return `There is no permission to read ${file}.`;
    default:
      return `Cannot read ${file}: ${toCoreError(cause).message}`;
  }
}
