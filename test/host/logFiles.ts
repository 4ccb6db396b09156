import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const KEPT_PER_FILE = 40_000;
const WORTH_READING = /exthost|output_logging/;

/** The end of each log of the extension hosts and of the output channels under a user-data folder, for diagnosis. */
export async function extensionHostLogs(userDataDir: string): Promise<string> {
  const root = path.join(userDataDir, 'logs');
  const names = await readdir(root, { recursive: true }).catch(() => []);
  const parts: string[] = [];
  for (const name of names.sort()) {
    if (!name.endsWith('.log') || !WORTH_READING.test(name)) continue;
    const text = await readFile(path.join(root, name), 'utf8');
    if (text !== '') parts.push(`== ${name}\n${text.slice(-KEPT_PER_FILE)}`);
  }
  return parts.join('\n');
}
