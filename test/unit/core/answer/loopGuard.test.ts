import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerLoopError, type Loop, LoopGuard } from '../../../../src/core/answer/loopGuard.ts';
import { split } from './planTexts.ts';

/** The loop found in a text of one piece. */
const loopIn = (text: string): Loop | undefined => new LoopGuard().push(text);

/** The loop found in a text that comes character by character, and how many had come by then. */
function firstLoop(text: string): readonly [Loop | undefined, number] {
  const guard = new LoopGuard();
  for (let at = 0; at < text.length; at++) {
    const loop = guard.push(text.charAt(at));
    if (loop !== undefined) return [loop, at + 1];
  }
  return [undefined, text.length];
}

const begin = '{"plan_id": "p", "steps": [';
const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

describe('LoopGuard', () => {
  it.each<[string, string, Loop]>([
    ['spaces', ' ', 'white-space'],
    ['line breaks', '\n', 'white-space'],
    ['lines of spaces', '\n      \t', 'white-space'],
    ['one character', 'a', 'repetition'],
    ['a token', ' "no",', 'repetition'],
    ['a unit of 24 characters', '"act":"X","target":112},', 'repetition'],
  ])('notices %s without end, at the latest 64 characters too late', (_, unit, loop) => {
    const enough = loop === 'white-space' ? 200 : Math.max(200, unit.length * 32);
    const [found, seen] = firstLoop(begin + unit.repeat(400));
    expect(found).toBe(loop);
    expect(seen).toBeGreaterThanOrEqual(enough);
    expect(seen).toBeLessThanOrEqual(begin.length + enough + 64);
  });

  it.each([
    ['199 spaces', ' '.repeat(199)],
    ['a token 31 times', '"no", '.repeat(31)],
    ['a longer unit 31 times', '{"act":"X","target":11},'.repeat(31)],
    ['a unit of 25 characters', '"act":"X","target":1121},'.repeat(100)],
    ['a unit that changes now and then', Array.from({ length: 60 }, (_, i) => `${'ab'.repeat(30)}${i}`).join('')],
    ['white space that is broken now and then', `${' '.repeat(190)}x`.repeat(30)],
  ])('lets pass %s', (_, middle) => {
    expect(loopIn(begin + middle)).toBeUndefined();
    expect(loopIn(`${begin + middle}]}${begin}x`)).toBeUndefined();
  });

  it('goes on saying so', () => {
    const guard = new LoopGuard();
    expect([guard.push('a'.repeat(300)), guard.push('{}'), guard.push('')]).toEqual([
      'repetition',
      'repetition',
      'repetition',
    ]);
  });

  it('notices any loop behind any text', () => {
    const unit = fc.string({ minLength: 1, maxLength: 24 });
    fc.assert(
      fc.property(fc.string({ minLength: 800, maxLength: 1600 }), unit, (before, repeated) => {
        const enough = Math.max(200, repeated.length * 32);
        const loop = repeated.repeat(Math.ceil((enough + 64) / repeated.length));
        const [found, seen] = firstLoop(before + loop);
        expect(found).toBe(/^ +$/.test(repeated) ? 'white-space' : 'repetition');
        expect(seen).toBeLessThanOrEqual(before.length + enough + 64);
      }),
      { numRuns: 100 },
    );
  });

  it('notices the longest loop as early however much came before', () => {
    const unit = '"act":"X","target":112},';
    const words = Array.from({ length: 500 }, (_, index) => `${index} `).join('');
    for (let length = 600; length < 1600; length += 50) {
      const [found, seen] = firstLoop(words.slice(0, length) + unit.repeat(40));
      expect([found, seen <= length + unit.length * 32 + 64]).toEqual(['repetition', true]);
    }
  });

  it('does not depend on how the text is split', () => {
    const piece = fc.tuple(fc.constantFrom(' ', '\n  ', 'a', 'ab,', '{"act":1}, ', 'x'), fc.nat(260));
    const texts = fc.array(piece, { maxLength: 4 }).map((all) => all.map(([unit, n]) => unit.repeat(n)).join('.'));
    let found = 0;
    fc.assert(
      fc.property(texts, shares, (text, cuts) => {
        const [loop, at] = firstLoop(text);
        if (loop !== undefined) found++;
        const guard = new LoopGuard();
        let seen = 0;
        for (const part of split(text, cuts)) {
          const verdict = guard.push(part);
          seen += part.length;
          expect(verdict).toBe(seen >= at ? loop : undefined);
        }
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(100);
  });

  const step = fc.oneof(
    fc.record({ act: fc.constantFrom('Block', 'Parry', 'Reload') }),
    fc.record({ act: fc.constant('MoveTo'), x: fc.integer(), y: fc.integer() }),
    fc.record({ act: fc.constant('UseItem'), item_name: fc.base64String({ maxLength: 400 }) }),
    fc.record({
      act: fc.constant('Patrol'),
      waypoints: fc.uniqueArray(fc.record({ x: fc.nat(30), y: fc.nat(30) }), {
        maxLength: 40,
        selector: ({ x, y }) => `${x},${y}`,
      }),
    }),
  );

  it('lets pass every plan, also one of 40 equal steps or of deep indentation', () => {
    const equal = fc.tuple(step, fc.integer({ min: 1, max: 40 }));
    const steps = fc.oneof(
      equal.map(([each, count]) => Array.from({ length: count }, () => each)),
      fc.array(step, { maxLength: 12 }),
    );
    fc.assert(
      fc.property(steps, fc.constantFrom(2, 4, 8, '\t'), fc.constantFrom(0, 1, 8), (list, indent, depth) => {
        let plan: object = { plan_id: 'p', steps: list };
        for (let level = 0; level < depth; level++) plan = { plan };
        expect(loopIn(JSON.stringify(plan, null, indent))).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  it('lets pass a plan of 31 equal steps on one line', () => {
    const plan = { plan_id: 'p', steps: Array.from({ length: 31 }, () => ({ act: 'Block' })) };
    expect(loopIn(JSON.stringify(plan))).toBeUndefined();
  });

  it('keeps no more than it needs of a long answer', () => {
    const guard = new LoopGuard();
    let loops = 0;
    for (let count = 0; count < 100_000; count++) if (guard.push(`${count} `) !== undefined) loops++;
    expect([loops, guard.push('ab'.repeat(200))]).toEqual([0, 'repetition']);
  });
});

describe('AnswerLoopError', () => {
  it.each<[Loop, string, RegExp]>([
    ['white-space', 'white-space-loop', /white space over and over.*structuredOutput.*maxOutputTokens/],
    ['repetition', 'repetition-loop', /same few characters over and over.*temperature.*maxOutputTokens/],
  ])('of a %s loop says what happened and what to do, and that asking again is of no use', (loop, code, message) => {
    expect(new AnswerLoopError(loop)).toMatchObject({
      code,
      retryable: false,
      message: expect.stringMatching(message),
    });
  });
});
