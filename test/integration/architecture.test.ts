import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const BIOME = path.join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');

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
  ['src/webview/a.ts', '../extension/throttle.ts'],
  ['src/webview/b.ts', 'node:fs'],
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
  ['src/extension/z.ts', '../core/client.ts'],
  ['src/webview/z.ts', '../shared/format.ts'],
  ['bench/z.ts', '../src/core/client.ts'],
  ['src/cli/z.ts', '../../bench/allSuites.ts'],
] as const;

/** One run of the project's linter over a tree of files that each hold one import, by the project's own rules. */
describe('the import arrows', () => {
  let folder: string;
  let output: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(await realpath(tmpdir()), 'planscope-arrows-'));
    await copyFile(path.join(ROOT, 'biome.json'), path.join(folder, 'biome.json'));
    for (const [file, imported] of [...REFUSED, ...ALLOWED]) {
      const target = path.join(folder, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, `import { thing } from '${imported}';\n\nexport const used = thing;\n`);
    }
    const args = [BIOME, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github'];
    const run = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    output = run.stdout;
    expect(run.status, run.stderr).toBe(1);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const refusals = (file: string): readonly string[] =>
    output
      .split('\n')
      .filter((line) => line.includes('noRestrictedImports') && line.includes(`file=${path.join(folder, file)},line=`));

  it.each(REFUSED)('refuses in %s an import of %s', (file) => {
    expect(refusals(file)).toHaveLength(1);
  });

  it.each(ALLOWED)('allows in %s an import of %s', (file) => {
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
