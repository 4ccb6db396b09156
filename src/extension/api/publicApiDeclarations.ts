import path from 'node:path';

const ROOT_FILE = 'src/extension/api/planscopeApi.ts';
const ROOT_NAMES = ['PlanscopeApi', 'PlanOptions'];

const HEAD = `// The API that Planscope gives other extensions. Copy this file into yours. Besides it only AbortSignal must be known, of @types/node or lib DOM.
//
//   const planscope = await vscode.extensions.getExtension<PlanscopeApi>('planscope.planscope')?.activate();
//
// Generated from Planscope's own types by \`npm run manifest\`.
`;

/** What the language has without any import. */
const BUILT_IN = /^(AbortSignal|Exclude|Omit|Promise|Readonly|Record|Error)$/;

/**
 * The declarations of the public API as one file that stands for itself: the API's own and, from wherever they are, all
 * that it mentions, each with its comment. `read` gives the text of a file by its path from the repository's root.
 */
export function publicApiDeclarations(read: (file: string) => string): string {
  const found = new Map<string, string>();
  const collect = (name: string, file: string): void => {
    if (found.has(name)) return;
    const source = read(file);
    const declaration = declarationOf(name, source);
    if (declaration === undefined) throw new Error(`${file} declares no type ${name}.`);
    found.set(name, declaration);
    for (const mentioned of namesIn(declaration)) {
      if (mentioned === name || BUILT_IN.test(mentioned)) continue;
      const from = importedFrom(mentioned, source);
      collect(mentioned, from === undefined ? file : path.posix.join(path.posix.dirname(file), from));
    }
  };
  for (const name of ROOT_NAMES) collect(name, ROOT_FILE);
  return [HEAD, ...found.values()].join('\n');
}

/** The declaration of a type with its comment, exported; words that come from a list of values are spelt out. */
function declarationOf(name: string, source: string): string | undefined {
  const head = new RegExp(String.raw`^(?:/\*\*(?:(?!\*/)[^])*\*/\n)?(?:export )?(interface|type) ${name}\b`, 'm').exec(
    source,
  );
  if (head === null) return undefined;
  const rest = source.slice(head.index);
  const end = (head[1] === 'interface' ? /^\}$/m : /;$/m).exec(withoutNested(rest));
  if (end === null) return undefined;
  const text = rest.slice(0, end.index + 1).replace(/^(?=(?:interface|type) )/m, 'export ');
  return `${text.replace(/\(typeof (\w+)\)\[number\]/g, (_, list: string) => wordsOf(list, source))}\n`;
}

/** The text with what is inside of comments and of braces blank, so that the end of a declaration is the first one seen. */
function withoutNested(text: string): string {
  let blank = text.replace(/\/\*\*[\s\S]*?\*\//g, spaces);
  blank = blank.replace(/\{[^{}\n]*\}/g, spaces);
  return blank.replace(/\{\n(?: .*\n|\n)* *\}/g, (block) =>
    block.endsWith('\n}') ? `${spaces(block.slice(0, -1))}}` : spaces(block),
  );
}

function spaces(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function wordsOf(list: string, source: string): string {
  const words = new RegExp(String.raw`const ${list} = \[([^\]]*)\] as const`).exec(source)?.[1];
  if (words === undefined) throw new Error(`There is no list ${list}.`);
  return words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .join(' | ');
}

/** The names of types that a declaration mentions. */
function namesIn(declaration: string): readonly string[] {
  const code = declaration.replace(/\/\*\*[\s\S]*?\*\/|'[^']*'|\/\/.*/g, ' ');
  return [...new Set(code.match(/(?<![.\w])[A-Z]\w+/g) ?? [])].filter((name) => !/^[A-Z][A-Z_]+$/.test(name));
}

function importedFrom(name: string, source: string): string | undefined {
  for (const [, names = '', from] of source.matchAll(/^import (?:type )?\{([^}]*)\} from '(\.[^']*)';/gm)) {
    if (names.split(',').some((one) => one.replace('type ', '').trim() === name)) return from;
  }
  return undefined;
}
