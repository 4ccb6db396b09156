import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const IMPORT = "import * as l10n from '@vscode/l10n';\n";

/** The sources whose texts the editor may show in its own language, by their names. */
const sources = new Map(
  ['extension', 'shared', 'webview'].flatMap((room) => {
    const files = readdirSync(path.join(ROOT, 'src', room), { recursive: true, encoding: 'utf8' });
    const texts = files.filter((file) => file.endsWith('.ts')).map((file) => path.join('src', room, file));
    return texts.map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')] as const);
  }),
);
const bundle: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(path.join(ROOT, 'media', 'l10n', 'bundle.l10n.json'), 'utf8'),
);

it('holds the texts of the sources, all of them and no other (if not: npm run l10n)', async () => {
  // As one file: a tenth of a second goes into each that imports the library.
  const texts = [...sources.values()].filter((text) => text.includes(IMPORT)).map((text) => text.replace(IMPORT, ''));
  expect(bundle).toEqual(await getL10nJson([{ contents: [IMPORT, ...texts].join(''), extension: '.ts' }]));
});

it('holds a text for every place that asks for one', () => {
  const asked = new Set<string>();
  for (const [file, text] of sources) {
    for (const [, rest = ''] of text.matchAll(/\bl10n\s*\.t\(\s*(?=([\s\S]{0,400}))/g)) {
      const literal = /^(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\{[^}]*\})/.exec(rest)?.[0];
      expect(literal, `${file}: no text at ${rest.slice(0, 40)}`).toBeDefined();
      asked.add(literal ?? '');
    }
  }
  expect(asked.size).toBe(Object.keys(bundle).length);
});

/** English on purpose: the log, the problem report, and what is said to those who write other extensions. */
const ENGLISH =
  /(?:activityText|editorLog|problemReport|clientApi|foreignValues|planscopeApi|publicApiDeclarations)\.ts$/;
/** What of a source is not for people in the editor: comments, the log, the reasons of aborts, and words to the model. */
const NOT_SHOWN =
  /\/\*[\s\S]*?\*\/|\/\/.*|logger\.\w+\([^\n]*|const logLine = [^\n]*|new DOMException\([^\n]*|new Emitter\([^\n]*|complaining\([^,]*|const correction = [^\n]*/g;
const ASKED = /\bl10n\s*\.t\(\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\{[^}]*\})/g;
const LITERALS = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
const TWO_WORDS = /[a-z]{2,},? [a-z]{2,}/;

it('is asked for everything that the extension says', () => {
  const said = [...sources].flatMap(([file, text]) => {
    if (!file.startsWith(path.join('src', 'extension')) || ENGLISH.test(file)) return [];
    const literals = text.replaceAll(NOT_SHOWN, '').replaceAll(ASKED, '').match(LITERALS) ?? [];
    const words = literals.map((literal) => literal.replaceAll(/\$\{[^}]*\}/g, ''));
    return words.filter((literal) => TWO_WORDS.test(literal)).map((literal) => `${file}: ${literal}`);
  });
  expect(said).toEqual([]);
});
