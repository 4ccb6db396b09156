import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPlan } from '../../../src/cli/plan.ts';
import { printing } from '../../../src/cli/terminalWords.ts';
import { recordingTerminal } from '../../support/recordingTerminal.ts';

const SCENARIO = 'media/sample-workspace/already-hurt.scenario.json';
const TWO_ENEMIES = 'media/sample-workspace/two-enemies.snapshot.json';
const good = '{"plan_id":"p","steps":[{"act":"Reload"},{"act":"Wait","duration":1.5}]}';

describe('plan --answer in a terminal', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'planscope-answer-'));
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** Judges `content`; "FILE" stands for the answer's path in what is said. */
  async function judge(content: string | Uint8Array, ...options: string[]) {
    const file = join(directory, 'answer.txt');
    writeFileSync(file, content);
    const { io, said } = recordingTerminal();
    const code = await runPlan([SCENARIO, '--answer', file, ...options], printing(io));
    return { code, out: said.out.replaceAll(file, 'FILE'), err: said.err.replaceAll(file, 'FILE') };
  }

  it('calls a right plan executable, with the world after each step and not a word on standard error', async () => {
    const { code, out, err } = await judge(good);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Executable\. Goal: not reached\.\nPlan "p" of 2 steps\.\n/);
    expect(out).toContain('  2. Wait(duration: 1.5)\n     t 211.5 s, at (-2, 2), ammo 30\n');
    expect(out).toContain('FILE:1:1: info objective-not-reached: ');
    expect(out).not.toContain('Repaired');
  });

  it('says what was repaired, and shows each problem in its line', async () => {
    const { code, out } = await judge("Sure!\n{'plan_id': 'p', 'steps': [\n\t{'act': 'Fly'},\n]}");
    expect(code).toBe(1);
    expect(out).toMatch(/^Not executable, 1 error\. /);
    expect(out).toContain('FILE:2:2: Single quotes were read as double quotes.\n');
    expect(out).toContain('FILE:4:1: A comma before a closing bracket was removed.\n');
    expect(out).toMatch(/FILE:3:10: error unknown-tool: .*\n {3}\{'act': 'Fly'\},\n {11}\^{5}\n/);
  });

  it('shows of a long line only what is around the problem', async () => {
    const { out } = await judge(`${' '.repeat(5000)}${good.replace('Reload', 'Fly')}${' x'.repeat(5000)}`);
    expect(out).toContain('{"plan_id":"p","steps":[{"act":"Fly"},{"act":"Wait"');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(200);
  });

  it('carries out no step from the first wrong one on, and prints these as the file has them', async () => {
    const steps = '{"act":"Reload"},{"act":"MoveTo","x":"nine","y":null},{"act":"Wait","duration":2,"why":[1]},7';
    const { code, out } = await judge(`{"plan_id":"p","steps":[${steps}]}`);
    expect(code).toBe(1);
    const behind = out.slice(out.indexOf('  1. ')).split('\n').slice(2);
    expect(behind).toEqual([
      '  2. MoveTo(x: "nine", y: null)',
      '     not carried out',
      '  3. Wait(duration: 2, why: [1])',
      '     not carried out',
      '  4. 7',
      '     not carried out',
      '',
    ]);
    expect(out).toContain('  1. Reload()\n     t ');
  });

  it('shows the whole steps of a plan that is cut, and calls it none', async () => {
    const { code, out } = await judge(good.slice(0, -8));
    expect(code).toBe(1);
    expect(out).toContain('error cut-short: The answer ends in the middle of the plan, after 1 complete step.');
    expect(out).toContain('  1. Reload()\n     t ');
    expect(out).not.toContain('Plan "p"');
  });

  it.each([[[]], [['--json']]])('calls an empty file an empty answer (%j)', async (options) => {
    const { code, out } = await judge('', ...options);
    expect(code).toBe(1);
    expect(out).toContain('empty-answer');
  });

  it('says in JSON exactly what was found, with ranges into the text', async () => {
    const text = `{"plan_id":"p","steps":[{"act":"Reload"},{"act":"Fly"}]} Done.`;
    const { code, out } = await judge(text, '--json');
    expect(code).toBe(1);
    const [start, end] = [text.indexOf('"Fly"'), text.indexOf('"Fly"') + 5];
    const reload = text.indexOf('{"act"');
    const range = expect.objectContaining({ start: expect.any(Number), end: expect.any(Number) });
    expect(JSON.parse(out)).toEqual({
      executable: false,
      repairs: [{ code: 'repaired', message: '5 characters of text after the plan were dropped.', range }],
      problems: [
        {
          code: 'unknown-tool',
          severity: 'error',
          pointer: '/steps/1/act',
          range: { start, end },
          message: expect.stringContaining('no tool "Fly"'),
          fixes: expect.any(Array),
        },
      ],
      steps: [
        {
          step: { act: 'Reload' },
          range: { start: reload, end: reload + 16 },
          world: {
            t: expect.any(Number),
            pos: { x: expect.any(Number), y: expect.any(Number) },
            ammo: expect.any(Number),
            ready_at: expect.any(Object),
            damage: expect.any(Object),
          },
        },
        { step: { act: 'Fly' }, range: { start: start - 7, end: end + 1 } },
      ],
      objectiveReached: expect.stringMatching(/^(no|unknown)$/),
    });
  });

  it('says what steps did to enemies, and in JSON when an ability can be used again', async () => {
    const file = join(directory, 'attack.txt');
    writeFileSync(file, '{"plan_id":"p","steps":[{"act":"Attack","target_id":8}]}');
    const terminals = [recordingTerminal(), recordingTerminal()] as const;
    const argv = [TWO_ENEMIES, '--answer', file];
    expect(await runPlan(argv, printing(terminals[0].io))).toBe(0);
    expect(await runPlan([...argv, '--json'], printing(terminals[1].io))).toBe(0);
    expect(terminals[0].said.out).toMatch(/, enemy 8 has \d+ of 55 hp\n/);
    const { steps } = JSON.parse(terminals[1].said.out) as { readonly steps: readonly unknown[] };
    expect(steps).toMatchObject([{ world: { damage: { 8: expect.any(Number) }, ready_at: { 'throw:smoke': 7.25 } } }]);
  });

  it('judges bytes that are no text too, and says so', async () => {
    const { code, out, err } = await judge(Buffer.from(good.replace('"p"', '"p\u00ff"'), 'latin1'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ plan: { plan_id: 'p\ufffd' } });
    expect(err).toContain('FILE is not UTF-8 text');
  });

  it('shows control characters of an answer as escapes', async () => {
    const { out } = await judge(`{"plan_id":"p","steps":[{"act":"\u001b[2J\u202e"}]}`);
    expect(out).toContain('\\u001b[2J');
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it.each([
    [['--endpoint', 'http://127.0.0.1:1'], '--endpoint'],
    [['--model', 'phi3'], '--model'],
    [['--no-cache'], '--no-cache'],
  ])('refuses %j beside an answer', async (options, named) => {
    const { code, out, err } = await judge(good, ...options);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`leave out ${named}`);
  });

  it.each([
    [[SCENARIO, '--answer', 'nowhere.txt'], 'There is no file nowhere.txt.'],
    [[SCENARIO, '--answer', 'src'], 'src is a directory'],
    [[SCENARIO, '--answer', ''], '--answer needs the name of a file.'],
    [['package.json', '--answer', 'README.md'], 'package.json:'],
  ])('calls %j wrong input', async (argv, text) => {
    const { io, said } = recordingTerminal();
    expect(await runPlan(argv, printing(io))).toBe(2);
    expect(said.err).toContain(text);
    expect(said.out).toBe('');
  });
});
