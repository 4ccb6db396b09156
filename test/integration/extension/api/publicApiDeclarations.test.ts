import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicApiDeclarations } from '../../../../src/extension/api/publicApiDeclarations.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..', '..');
const FILE = path.join(ROOT, 'media', 'planscope.d.ts');

describe('the declarations of the public API', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'planscope-api-'));
    await writeFile(path.join(folder, 'planscope.d.ts'), await readFile(FILE));
    await mkdir(path.join(folder, 'node_modules'));
    await symlink(path.join(ROOT, 'node_modules', '@types'), path.join(folder, 'node_modules', '@types'), 'junction');
    await symlink(
      path.join(ROOT, 'node_modules', 'undici-types'),
      path.join(folder, 'node_modules', 'undici-types'),
      'junction',
    );
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** What the compiler finds wrong, '' when nothing is. */
  async function compile(files: readonly string[], options: object): Promise<string> {
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      target: 'es2022',
      module: 'node16',
      moduleResolution: 'node16',
      skipLibCheck: false,
      ...options,
    };
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const run = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    return run.stdout + run.stderr;
  }

  it('are those that the sources have now (if not: npm run manifest)', async () => {
    const generated = publicApiDeclarations((file) => readFileSync(path.join(ROOT, file), 'utf8'));
    expect(await readFile(FILE, 'utf8')).toBe(generated);
    expect(generated).not.toMatch(/^import|\bfrom '/m);
  });

  it('compile by themselves, strictly', async () => {
    expect(await compile(['planscope.d.ts'], { lib: ['es2022', 'dom'], types: [] })).toBe('');
  });

  it('find a mistake where there is one', async () => {
    await writeFile(
      path.join(folder, 'wrong.ts'),
      "import type { PlanscopeApi } from './planscope';\nexport const use = (api: PlanscopeApi) => api.snapshot().counters.nothing;\n",
    );
    expect(await compile(['wrong.ts'], { lib: ['es2022', 'dom'], types: [] })).toContain('nothing');
  });

  it('are enough for the example in the README', async () => {
    const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(example).toContain('planscope.planscope');
    await writeFile(path.join(folder, 'example.ts'), example);
    expect(await compile(['example.ts'], { lib: ['es2022'], types: ['node', 'vscode'], skipLibCheck: true })).toBe('');
  });

  it('are the type that the extension itself has', async () => {
    const types = [
      "import type { PlanscopeApi as Own } from '../../src/extension/api/planscopeApi.ts';",
      "import type { PlanscopeApi as Declared } from '../../media/planscope.d.ts';",
      'export const there = (api: Own): Declared => api;',
      'export const back = (api: Declared): Own => api;',
    ].join('\n');
    // Inside the repository, for its sources.
    await mkdir(path.join(ROOT, 'out'), { recursive: true });
    const inside = await mkdtemp(path.join(ROOT, 'out', 'api-'));
    try {
      await writeFile(path.join(inside, 'same.ts'), types);
      await writeFile(
        path.join(inside, 'tsconfig.json'),
        JSON.stringify({
          extends: '../../tsconfig.base.json',
          compilerOptions: { types: ['node', 'vscode'] },
          files: ['same.ts'],
        }),
      );
      const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      const run = spawnSync(process.execPath, [tsc, '-p', inside], { encoding: 'utf8' });
      expect(run.stdout + run.stderr).toBe('');
    } finally {
      await rm(inside, { recursive: true, force: true });
    }
  });
});
