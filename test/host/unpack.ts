import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';

const BLOCK = 512;
const REGULAR_FILE = new Set(['0', '\0']);

/** Unpacks a Brotli-compressed executable. */
export async function unpackExecutable(archive: string, target: string): Promise<void> {
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(target, { mode: 0o755 }));
}

/**
 * Unpacks the regular files of a small Brotli-compressed tar (ustar) into a folder, so that no `tar` is needed on
 * the machine. Links and names that lead out of the folder are refused.
 */
export async function unpackTarBr(archive: string, targetDir: string): Promise<void> {
  const tar = await promisify(brotliDecompress)(await readFile(archive));
  for (let offset = 0; offset + BLOCK <= tar.length; ) {
    const header = tar.subarray(offset, offset + BLOCK);
    const name = field(header, 0, 100);
    if (name === '') break;
    const size = Number.parseInt(field(header, 124, 12), 8) || 0;
    const type = String.fromCharCode(header[156] ?? 0);
    if (REGULAR_FILE.has(type)) {
      const target = path.resolve(targetDir, field(header, 345, 155), name);
      if (!target.startsWith(path.resolve(targetDir) + path.sep)) throw new Error(`${archive}: ${name} leads out`);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, tar.subarray(offset + BLOCK, offset + BLOCK + size), {
        mode: Number.parseInt(field(header, 100, 8), 8) & 0o777,
      });
    } else if (type !== '5') {
      throw new Error(`${archive}: ${name} is neither a file nor a folder (tar type ${JSON.stringify(type)})`);
    }
    offset += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}

function field(header: Buffer, start: number, length: number): string {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? length : end).trim();
}
