import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseBenchOptions } from '../../../src/cli/benchOptions.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
/** What the action takes, from its `action.yml`; only what our examples use. */
const TOOLS = ['customSmallerIsBetter', 'customBiggerIsBetter'];

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
}

function benchArguments(run: string): readonly string[] {
  const [line] = run.split('\n').filter((one) => one.includes('npm run bench --'));
  return line?.split('npm run bench -- ')[1]?.trim().split(/\s+/) ?? [];
}

const written = (argv: readonly string[]): string[] => {
  const options = parseBenchOptions(argv);
  return options === 'help' ? [] : options.outputs.map(({ file }) => path.relative(process.cwd(), file));
};

describe('the examples for continuous integration', () => {
  it('of the README parse, and name the files that bench writes', () => {
    const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const [, yaml] = /```yaml\n(.*?)```/s.exec(readme) ?? [];
    const [bench, ...actions] = parse(yaml ?? '') as readonly Step[];
    const files = written(benchArguments(bench?.run ?? ''));
    expect(files).toHaveLength(2);
    expect(actions.map((step) => step.uses)).toEqual(TOOLS.map(() => 'benchmark-action/github-action-benchmark@v1'));
    expect(actions.map((step) => step.with?.['tool'])).toEqual(TOOLS);
    expect(actions.map((step) => step.with?.['output-file-path'])).toEqual(files);
  });

  it('of the workflow parse, and publish what bench writes: as a summary and as an artifact', () => {
    const workflow = parse(readFileSync(path.join(ROOT, '.github', 'workflows', 'bench.yml'), 'utf8'));
    const steps = workflow.jobs.bench.steps as readonly Step[];
    const files = written(benchArguments(steps.find(({ run }) => run?.includes('npm run bench'))?.run ?? ''));
    expect(files.length).toBeGreaterThanOrEqual(6);
    const summary = steps.find(({ run }) => run?.includes('GITHUB_STEP_SUMMARY'));
    expect(files).toContain(/cat (\S+)/.exec(summary?.run ?? '')?.[1]);
    const upload = steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    for (const file of files) expect(path.dirname(file)).toBe(upload?.with?.['path']);
    expect([summary?.if, upload?.if]).toEqual([expect.stringContaining('always()'), 'always()']);
  });
});
