import { describe, expect, it } from 'vitest';
import { stepsOfPlan, type TailFault, tailOf } from '../../../../src/core/simulator/tails.ts';

const times = { loadingMs: 0, retryAfterS: 0, dripMs: 250 };

function tokens(kind: TailFault, count: number, roomTokens = 10): string[] {
  const { pieces } = tailOf(kind, times, roomTokens);
  return Array.from({ length: count }, () => pieces.next().value).filter((piece) => piece !== undefined);
}

describe('what comes after an answer', () => {
  it('slow-drip: steps of a plan, each another, never closed', () => {
    const text = tokens('slow-drip', 400).join('');
    const steps = text.slice(0, text.lastIndexOf('},') + 1);
    const parsed = JSON.parse(`[${steps}]`) as { radius: number }[];
    expect(parsed.length).toBeGreaterThan(40);
    expect(new Set(parsed.map(({ radius }) => radius)).size).toBe(parsed.length);
    expect(text).not.toContain(']');
  });

  it('endless: whole steps, so that they may be repeated', () => {
    const steps = JSON.parse(`[${stepsOfPlan(40).join('').repeat(2)}{}]`);
    expect(steps).toHaveLength(81);
    expect(steps[79]).toEqual({ act: 'Scan', radius: 40 });
  });

  it('endless-whitespace: nothing but white space', () => {
    expect(tokens('endless-whitespace', 100).join('')).toMatch(/^\s{100,}$/);
  });

  it('repeating-token: always the same', () => {
    expect(new Set(tokens('repeating-token', 100))).toEqual(new Set([' and']));
  });

  it.each([0, 1, 37, 200])('run-on: sentences, up to the limit of %i', (roomTokens) => {
    const said = tokens('run-on', 500, roomTokens);
    expect(said).toHaveLength(roomTokens);
    expect(said.join('')).not.toMatch(/[{}]/);
  });

  it('run-on: nothing where the limit is passed already', () => {
    expect(tokens('run-on', 5, -3)).toEqual([]);
  });

  it('comes at the pace of the plan or of the drip', () => {
    const stepMs = (kind: TailFault): number | undefined => tailOf(kind, times, 1).stepMs;
    expect(stepMs('slow-drip')).toBe(250);
    expect([stepMs('run-on'), stepMs('repeating-token'), stepMs('endless-whitespace')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
