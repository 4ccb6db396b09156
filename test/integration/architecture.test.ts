import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const BIOME = path.join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
const OXLINT = path.join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');

const REFUSED = [
  ['src/core/a.ts', 'vscode'],
  ['src/core/cache/a.ts', 'vscode'],
  ['src/core/a2.ts', '@vscode/l10n'],
  ['src/core/base/b.ts', '@vscode/l10n'],
  ['src/core/world/b.ts', '@vscode/l10n'],
  ['src/core/world/simulation/b.ts', '@vscode/l10n'],
  ['src/core/json/b.ts', '@vscode/l10n'],
  ['src/core/telemetry/b.ts', '@vscode/l10n'],
  ['src/core/answer/b.ts', '@vscode/l10n'],
  ['src/core/b.ts', '../extension/throttle.ts'],
  ['src/core/c.ts', '../shared/format.ts'],
  ['src/core/bench/a.ts', '../../../bench/floors.ts'],
  ['src/core/base/a.ts', '../cache/promptCache.ts'],
  ['src/core/world/a.ts', '../answer/parseAnswer.ts'],
  ['src/core/world/simulation/a.ts', '../../answer/parseAnswer.ts'],
  ['src/core/json/a.ts', '../world/plan.ts'],
  ['src/core/cache/b.ts', '../transport/ollama.ts'],
  ['src/core/telemetry/a.ts', '../resilience/breaker.ts'],
  ['src/core/resilience/a.ts', '../telemetry/trace.ts'],
  ['src/shared/a.ts', '../extension/throttle.ts'],
  ['src/shared/b.ts', 'vscode'],
  ['src/shared/c.ts', '../core/client.ts'],
  ['src/shared/tree/a.ts', '../../core/world/plan.ts'],
  ['src/webview/a.ts', '../extension/throttle.ts'],
  ['src/webview/b.ts', 'node:fs'],
  ['src/webview/c.ts', '../core/client.ts'],
  ['src/extension/a.ts', '../webview/dom.ts'],
  ['src/extension/b.ts', '../../bench/floors.ts'],
  ['src/cli/a.ts', '../extension/throttle.ts'],
  ['src/cli/b.ts', '@vscode/l10n'],
  ['bench/b.ts', '@vscode/l10n'],
  ['bench/a.ts', '../src/shared/format.ts'],
] as const;

const ALLOWED = [
  ['src/core/z.ts', './cache/promptCache.ts'],
  ['src/core/cache/z.ts', '../base/clock.ts'],
  ['src/core/world/simulation/z.ts', '../plan.ts'],
  ['src/core/world/z.ts', '../json/readJson.ts'],
  ['src/core/answer/z.ts', '../json/jsonText.ts'],
  ['src/core/resilience/z.ts', '../world/plan.ts'],
  ['src/shared/z.ts', '@vscode/l10n'],
  ['src/shared/y.ts', '../core/world/callText.ts'],
  ['src/shared/w.ts', '../core/bench/rerunCommand.ts'],
  ['src/extension/z.ts', '../core/client.ts'],
  ['src/webview/z.ts', '../shared/format.ts'],
  ['bench/z.ts', '../src/core/client.ts'],
  ['src/cli/z.ts', '../../bench/allSuites.ts'],
] as const;

/** Allowed as types, and refused as values above. */
const ALLOWED_TYPES = [
  ['src/shared/x.ts', '../core/client.ts'],
  ['src/webview/x.ts', '../core/client.ts'],
] as const;

/** One run of the project's linters over a tree of files that each hold one import, by the project's own rules. */
describe('the import arrows', () => {
  let folder: string;
  let output: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(await realpath(tmpdir()), 'planscope-arrows-'));
    for (const name of ['biome.json', '.oxlintrc.json']) await copyFile(path.join(ROOT, name), path.join(folder, name));
    const write = async (file: string, text: string): Promise<void> => {
      const target = path.join(folder, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, text);
    };
    for (const [file, imported] of [...REFUSED, ...ALLOWED]) {
      await write(file, `import { thing } from '${imported}';\n\nexport const used = thing;\n`);
    }
    for (const [file, imported] of ALLOWED_TYPES) {
      await write(file, `import type { Thing } from '${imported}';\n\nexport type Used = Thing;\n`);
    }
    const biome = lint(BIOME, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github');
    output = biome + lint(OXLINT, '--format=github');
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** What a linter that finds faults in the tree says of it. */
  const lint = (linter: string, ...args: readonly string[]): string => {
    const run = spawnSync(process.execPath, [linter, ...args], { cwd: folder, encoding: 'utf8' });
    expect(run.status, run.stderr).toBe(1);
    return run.stdout;
  };

  /** Of either linter; Biome writes the whole path. */
  const refusals = (file: string): readonly string[] =>
    output
      .split('\n')
      .filter((line) => /noRestrictedImports|no-restricted-imports/.test(line))
      .filter((line) => [file, path.join(folder, file)].some((name) => line.includes(`file=${name},line=`)));

  it.each(REFUSED)('refuses in %s an import of %s', (file) => {
    expect(refusals(file)).toHaveLength(1);
  });

  it.each(ALLOWED)('allows in %s an import of %s', (file) => {
    expect(refusals(file)).toHaveLength(0);
  });

  it.each(ALLOWED_TYPES)('allows in %s types of %s', (file) => {
    expect(refusals(file)).toHaveLength(0);
  });
});

it('no notification is shown but through the module that keeps links out of it', async () => {
  const folder = path.join(ROOT, 'src', 'extension');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const showing: string[] = [];
  for (const file of files) {
    if (/\.show(Information|Warning|Error)Message\(/.test(await readFile(path.join(folder, file), 'utf8')))
      showing.push(file);
  }
  expect(showing).toEqual(['notices.ts']);
});
