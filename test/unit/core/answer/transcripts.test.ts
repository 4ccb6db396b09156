import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectAnswer } from '../../../../src/core/answer/inspectAnswer.ts';
import { type Judgement, judgeAnswer } from '../../../../src/core/answer/judgeAnswer.ts';
import { LoopGuard } from '../../../../src/core/answer/loopGuard.ts';
import { PlanStream } from '../../../../src/core/answer/planStream.ts';
import { LineIndex } from '../../../../src/core/json/inputProblem.ts';
import { parseScenario } from '../../../../src/core/world/parseScenario.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';

// Recorded answers of a real model; they stay outside this repository and are read where they lie beside it.
const data = new URL('../../../../../shared/data/', import.meta.url);
const recordings = new URL('phi3-transcripts.jsonl', data);
const snapshot = new URL('scenarios/breach-door.snapshot.json', data);

interface Recording {
  readonly id: string;
  readonly response: string;
}

/** A recording's text, and the scenario that it answers. */
function read(id: string): { readonly response: string; readonly scenario: Scenario } {
  const lines = readFileSync(recordings, 'utf8').trim().split('\n');
  const recording = lines.map((line) => JSON.parse(line) as Recording).find((each) => each.id === id);
  const parsed = parseScenario(readFileSync(snapshot, 'utf8'), 'recorded');
  if (recording === undefined || !parsed.ok) throw new Error(`no recording ${id}`);
  return { response: recording.response, scenario: parsed.scenario };
}

/** The verdict on a recording, its problems as "code pointer" and its repairs as what they say. */
function judge(id: string): Judgement & { readonly found: readonly string[]; readonly said: readonly string[] } {
  const { response, scenario } = read(id);
  const verdict = judgeAnswer(response, scenario);
  for (const { pointer, range } of verdict.problems) {
    const isStep = /^\/steps\/\d+$/.test(pointer);
    if (isStep) expect(JSON.parse(response.slice(range?.start, range?.end))).toHaveProperty('act');
  }
  const found = verdict.problems.map(({ code, pointer }) => `${code} ${pointer}`);
  return { ...verdict, found, said: verdict.repairs.map((repair) => repair.message) };
}

/** All that an inspection of a recording says, each finding with line, column and length of its place. */
function inspect(id: string): object {
  const { response, scenario } = read(id);
  const index = new LineIndex(response);
  const place = (range: { readonly start: number; readonly end: number } | undefined): string => {
    const { line, column } = index.positionAt(range?.start ?? -1);
    return `${line}:${column}+${(range?.end ?? 0) - (range?.start ?? 0)}`;
  };
  const { executable, objectiveReached, plan, repairs, problems, steps } = inspectAnswer(response, scenario);
  return {
    executable,
    objectiveReached,
    hasPlan: plan !== undefined,
    repairs: repairs.map(({ message, range }) => `${place(range)} ${message}`),
    problems: problems.map(({ code, severity, range }) => `${place(range)} ${severity} ${code}`),
    steps: steps.map(({ step, range, world }) => {
      expect(response.slice(range.start, range.end)).toMatch(new RegExp(`^\\{\\s*"act":\\s*"${step.act}"[^]*\\}$`));
      return `${place(range)} ${step.act} ${world === undefined ? 'fails' : `(${world.pos.x},${world.pos.y}) ${world.ammo}`}`;
    }),
  };
}

/** What is known of a recording while it streams: tools of its steps, and how many characters were not needed. */
function stream(id: string): readonly [tools: readonly string[], saved: number | undefined] {
  const { response, scenario } = read(id);
  const told: string[] = [];
  const planStream = new PlanStream({ scenario, onStep: ({ step }) => told.push(step.act) });
  const loopGuard = new LoopGuard();
  for (let at = 0; at < response.length; at++) {
    expect(loopGuard.push(response.charAt(at))).toBeUndefined();
    if (planStream.push(response.charAt(at)) === 'complete') return [told, response.length - at - 1];
  }
  return [told, undefined];
}

const tools = (verdict: Judgement): readonly string[] | undefined => verdict.plan?.steps.map((step) => step.act);

describe.skipIf(!existsSync(recordings))(
  'recorded answers of a real model (skipped where they are not at hand)',
  () => {
    it('01: a valid plan followed by unrelated text is executable, the text dropped', () => {
      const verdict = judge('phi3-01');
      expect([verdict.stage, tools(verdict), verdict.found]).toEqual(['executable', ['MoveTo'], []]);
      expect(verdict.said).toEqual(['307 characters of text after the plan were dropped.']);
    });

    it('02: a valid plan is executable as it stands: it walks around the wall before it attacks', () => {
      const verdict = judge('phi3-02');
      expect([verdict.stage, tools(verdict), verdict.found, verdict.said]).toEqual([
        'executable',
        ['Approach', 'Attack'],
        [],
        [],
      ]);
    });

    it('03: a valid plan of one step is executable as it stands, but goes where the fighter is already', () => {
      const verdict = judge('phi3-03');
      expect([verdict.stage, tools(verdict), verdict.found, verdict.said]).toEqual([
        'executable',
        ['MoveTo'],
        ['useless-step /steps/0'],
        [],
      ]);
    });

    it('04: a fenced block with a trailing comma is read, a missing argument and an unknown target refused', () => {
      const verdict = judge('phi3-04');
      expect([verdict.stage, verdict.plan]).toEqual(['parsed', undefined]);
      expect(verdict.said).toEqual([
        'The code fence around the plan was removed.',
        'A comma before a closing bracket was removed.',
      ]);
      expect(verdict.found).toEqual([
        'extra-argument /reasoning',
        'missing-argument /steps/1',
        'unknown-entity /steps/1/target_id',
      ]);
    });

    it('05: a missing closing brace is added, and the plan executable', () => {
      const verdict = judge('phi3-05');
      expect([verdict.stage, tools(verdict), verdict.found]).toEqual(['executable', ['MoveTo', 'ThrowSmoke'], []]);
      expect(verdict.said).toEqual(['The closing bracket missing at the end was added.']);
    });

    it('06: an empty answer is no plan', () => {
      const verdict = judge('phi3-06');
      expect([verdict.stage, verdict.plan]).toEqual(['answered', undefined]);
      expect(verdict.problems).toMatchObject([{ code: 'empty-answer', severity: 'error' }]);
    });

    it('07: a plan that walks into an obstacle is caught before it is carried out', () => {
      const verdict = judge('phi3-07');
      expect([verdict.stage, tools(verdict), verdict.found]).toEqual([
        'knownTools',
        ['ThrowSmoke', 'MoveTo'],
        ['blocked-cell /steps/1'],
      ]);
    });

    const right = { executable: true, objectiveReached: 'unknown', hasPlan: true, repairs: [], problems: [] };

    it.each<[string, object]>([
      [
        'phi3-01',
        {
          ...right,
          repairs: ['1:64+309 307 characters of text after the plan were dropped.'],
          steps: ['1:29+33 MoveTo (2,5) 30'],
        },
      ],
      ['phi3-02', { ...right, steps: ['4:9+52 Approach (8,2) 30', '5:9+33 Attack (8,2) 29'] }],
      ['phi3-03', { ...right, problems: ['4:5+57 warning useless-step'], steps: ['4:5+57 MoveTo (2,3) 30'] }],
      [
        'phi3-04',
        {
          ...right,
          executable: false,
          hasPlan: false,
          repairs: [
            '1:1+294 The code fence around the plan was removed.',
            '8:3+1 A comma before a closing bracket was removed.',
          ],
          problems: ['4:3+11 info extra-argument', '7:5+35 error missing-argument', '7:38+1 error unknown-entity'],
          steps: ['6:5+34 MoveTo (10,5) 30', '7:5+35 Approach fails'],
        },
      ],
      [
        'phi3-05',
        {
          ...right,
          repairs: ['3:88+0 The closing bracket missing at the end was added.'],
          steps: ['3:13+34 MoveTo (12,3) 30', '3:49+38 ThrowSmoke (12,3) 30'],
        },
      ],
      ['phi3-06', { ...right, executable: false, hasPlan: false, problems: ['1:1+2 error empty-answer'], steps: [] }],
      [
        'phi3-07',
        {
          ...right,
          executable: false,
          problems: ['3:52+33 error blocked-cell'],
          steps: ['3:13+37 ThrowSmoke (2,3) 30', '3:52+33 MoveTo fails'],
        },
      ],
    ])('%s: every finding has its place, and every step its world', (id, expected) => {
      expect(inspect(id)).toEqual(expected);
    });

    it.each<[string, readonly string[], number | undefined]>([
      ['phi3-01', ['MoveTo'], 309],
      ['phi3-02', ['Approach', 'Attack'], 0],
      ['phi3-03', ['MoveTo'], 0],
      ['phi3-04', ['MoveTo'], 4],
      ['phi3-05', ['MoveTo', 'ThrowSmoke'], undefined],
      ['phi3-06', [], undefined],
      ['phi3-07', ['ThrowSmoke'], 0],
    ])('%s: its right steps are known while it streams, and its end is at the last brace', (id, told, saved) => {
      expect(stream(id)).toEqual([told, saved]);
    });
  },
);
