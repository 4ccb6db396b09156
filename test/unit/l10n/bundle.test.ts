import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');

/** The sources whose texts the editor may show in its own language. */
const sources = ['extension', 'shared', 'webview'].flatMap((room) => {
  const folder = path.join(ROOT, 'src', room);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => ({ name: `${room}/${file}`, text: readFileSync(path.join(folder, file), 'utf8') }));
});

function extracted(text: string): Promise<Readonly<Record<string, unknown>>> {
  return getL10nJson([{ contents: text, extension: '.ts' }]);
}

it('holds the texts of the sources, all of them and no other (if not: npm run l10n)', async () => {
  const bundle: unknown = JSON.parse(readFileSync(path.join(ROOT, 'media', 'l10n', 'bundle.l10n.json'), 'utf8'));
  const texts = await Promise.all(sources.map(({ text }) => extracted(text)));
  expect(bundle).toEqual(Object.assign({}, ...texts));
});

it('finds a text wherever one is asked for', async () => {
  for (const { name, text } of sources) {
    const asked = text.match(/\bl10n\s*\.t\(/g)?.length ?? 0;
    const literal = new Set(text.match(/(?<=\bl10n\s*\.t\(\s*)(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\{)/g));
    const all = text.match(/\bl10n\s*\.t\(\s*(?=['"{])/g)?.length ?? 0;
    expect(all, `${name}: a text is no literal`).toBe(asked);
    expect(Object.keys(await extracted(text)), name).toHaveLength(literal.size);
  }
});
