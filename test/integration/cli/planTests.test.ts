import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runPlan } from '../../../src/cli/plan.ts';
import { recordingTerminal } from '../../support/recordingTerminal.ts';
import { makeSnapshot } from '../../support/scenarios.ts';
import { startForTest } from '../simulator/startForTest.ts';

describe('plan --test in a terminal', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'planscope-tests-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
  });

  async function put(name: string, content: unknown): Promise<string> {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    await writeFile(file, isRaw ? content : JSON.stringify(content, undefined, 2));
    return file;
  }

  async function plan(...argv: string[]) {
    const { endpoint } = await startForTest();
    const { io, said } = recordingTerminal();
    return { code: await runPlan([...argv, '--endpoint', endpoint], io), ...said };
  }

  it('passes what meets its expectations, and says so last', async () => {
    await put('a.scenario.json', { name: 'fine', snapshot: makeSnapshot(), expect: { max_steps: 50 } });
    const { code, out } = await plan('--test', folder);
    expect(out).toMatch(/^pass {2}fine \(\d+ ms\)\n1 passed, 0 failed\n$/);
    expect(code).toBe(0);
  });

  it('fails what does not, at the place of the expectation', async () => {
    const file = await put('a.scenario.json', {
      expect: { uses: ['Block'] },
      name: 'blocks',
      snapshot: makeSnapshot(),
    });
    const { code, out } = await plan('--test', folder);
    expect(out).toContain(`${file}:3:13: The plan does not use Block.`);
    expect(out.endsWith('0 passed, 1 failed\n')).toBe(true);
    expect(code).toBe(1);
  });

  it('searches folders, but neither node_modules nor hidden ones, nor scenarios that expect nothing', async () => {
    const tested = { snapshot: makeSnapshot(), expect: { max_steps: 50 } };
    await put('deep/er/a.scenario.json', { ...tested, name: 'deep' });
    await put('node_modules/b.scenario.json', { ...tested, name: 'module' });
    await put('.git/c.scenario.json', { ...tested, name: 'hidden' });
    await put('d.scenario.json', { snapshot: makeSnapshot(), name: 'plain' });
    const { out } = await plan('--test', folder, '--json');
    expect(JSON.parse(out)).toMatchObject([{ name: 'deep', passed: true, failures: [] }]);
  });

  it.each<[string, string | Uint8Array]>([
    ['is no JSON', '{ "expect": '],
    ['is wrong', '{ "expect": { "max_step": 3 } }'],
    ['is not text', Uint8Array.from([0xff, 0xfe, 0x80])],
  ])('fails a scenario that %s, and goes on', async (_, broken) => {
    await put('a.scenario.json', broken);
    await put('b.scenario.json', { name: 'fine', snapshot: makeSnapshot(), expect: { max_steps: 50 } });
    const { code, out, err } = await plan('--test', folder);
    expect({ code, out, err }).toMatchObject({ code: 1, out: expect.stringContaining('1 passed, 1 failed') });
  });

  it('names each fault of a scenario once, at its place, in the tools that it names too', async () => {
    const file = await put('a.scenario.json', {
      expect: { goal_reached: 'yes', foo: 1 },
      tools: 'x.tools.json',
      snapshot: makeSnapshot(),
    });
    const tools = await put('x.tools.json', '{}');
    const { code, out } = await plan('--test', folder);
    expect(code).toBe(1);
    const [head, ...lines] = out.replaceAll(tools, 'TOOLS').split('\n').slice(0, -2);
    expect(head).toBe(`FAIL  ${file}`);
    expect(lines.map((line) => line.replaceAll(file, 'FILE'))).toEqual([
      expect.stringMatching(/^ {2}FILE:4:5: "expect\.foo" is not a known field\./),
      expect.stringMatching(/^ {2}FILE:3:21: "expect\.goal_reached" must be true or false/),
      expect.stringMatching(/^ {2}TOOLS:1:1: /),
    ]);
    const json = JSON.parse((await plan('--test', folder, '--json')).out);
    expect(json[0].failures).toMatchObject([{ line: 4, column: 5 }, { line: 3 }, { file: tools, line: 1, column: 1 }]);
  });

  it('names a file that cannot be read once, and no place in it', async () => {
    const file = await put('a.scenario.json', Uint8Array.from([0xff, 0xfe, 0x80]));
    const { out } = await plan('--test', folder);
    expect(out).toContain(`FAIL  ${file}\n  ${file} is not UTF-8 text.`);
  });

  it('counts a folder named like a scenario as a folder', async () => {
    await put('x.scenario.json/b.scenario.json', { name: 'fine', snapshot: makeSnapshot(), expect: { max_steps: 50 } });
    const { code, out } = await plan('--test', folder);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('1 passed, 0 failed') });
  });

  it('is wrong input where there is nothing to test: no scenario, none with expectations, no file', async () => {
    const plain = await put('plain.scenario.json', { name: 'plain', snapshot: makeSnapshot() });
    const codes = [];
    for (const named of [folder, plain, path.join(folder, 'nowhere.scenario.json')]) {
      codes.push((await plan('--test', named)).code);
    }
    expect(codes).toEqual([2, 2, 2]);
  });

  it('calls a fallback no pass', async () => {
    const file = await put('a.scenario.json', { name: 'fine', snapshot: makeSnapshot(), expect: { max_steps: 50 } });
    const { endpoint } = await startForTest({ faults: { type: 'rates', rates: [{ kind: 'empty', rate: 1 }] } });
    const { io, said } = recordingTerminal();
    expect(await runPlan(['--test', file, '--endpoint', endpoint], io)).toBe(1);
    expect(said.out).toContain("There is no plan of the model's");
  });
});
