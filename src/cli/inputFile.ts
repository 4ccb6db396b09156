import { readFile } from 'node:fs/promises';
import { InputError, toCoreError } from '../core/base/errors.ts';

/** The text of a file that was named by hand. Throws an `InputError` that says what is wrong with the file. */
export async function readInputFile(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new InputError('file', failureText(file, cause), cause);
  });
  try {
    // A byte order mark stays in: what follows it is read by whoever knows the format.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new InputError('file', `${file} is not UTF-8 text. Name a text file, or save this one as UTF-8.`, cause);
  }
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
