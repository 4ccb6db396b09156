import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const VSCE = path.join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');

describe('the package', () => {
  it('holds what the extension needs and nothing else', () => {
    const run = spawnSync(process.execPath, [VSCE, 'ls', '--no-dependencies'], { cwd: ROOT, encoding: 'utf8' });
    expect(run.status, run.stderr).toBe(0);
    const files = run.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('media/sample-workspace/'));
    expect(files.sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/benchTools.cjs',
      'dist/cacheClientWorker.cjs',
      'dist/cli.cjs',
      'dist/clientTools.cjs',
      'dist/dashboardTools.cjs',
      'dist/extension.cjs',
      'dist/planTools.cjs',
      'dist/supportTools.cjs',
      'dist/webview/dashboard.js',
      'dist/webview/map.js',
      'dist/webview/report.js',
      'dist/webview/trace.js',
      'media/dashboard.css',
      'media/icon.png',
      'media/l10n/bundle.l10n.json',
      'media/map.css',
      'media/planscope-dark.svg',
      'media/planscope-light.svg',
      'media/planscope.d.ts',
      'media/planscope.svg',
      'media/report.css',
      'media/schemas/plan.schema.json',
      'media/schemas/report.schema.json',
      'media/schemas/scenario.schema.json',
      'media/schemas/snapshot.schema.json',
      'media/schemas/tools.schema.json',
      'media/screenshots/breaker-open.png',
      'media/screenshots/plan-map.png',
      'media/screenshots/report.png',
      'media/trace.css',
      'media/walkthrough/benchmarks.md',
      'media/walkthrough/model.md',
      'media/walkthrough/plan.md',
      'package.json',
      'package.nls.json',
    ]);
  });

  it('names every command that the extension registers, and registers every command that it names', () => {
    const { contributes } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const named = contributes.commands.map(({ command }: { readonly command: string }) => command);
    const names = ['extension', 'clientTools', 'planTools', 'benchTools', 'dashboardTools', 'supportTools'];
    const bundles = names.map((name) => readFileSync(path.join(ROOT, 'dist', `${name}.cjs`), 'utf8'));
    const registered = new Set(
      bundles
        .join('\n')
        .match(/"planscope\.\w+"(?=:)/g)
        ?.map((text) => text.slice(1, -1)),
    );
    expect([...registered].sort()).toEqual(named.toSorted());
  });
});
