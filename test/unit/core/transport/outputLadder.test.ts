import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputLadder } from '../../../../src/core/transport/outputLadder.ts';
import { OUTPUT_RUNGS, type OutputRung } from '../../../../src/core/transport/transport.ts';

/** Calendar time. */
const NOW_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;
const HERE = 'http://127.0.0.1:11434';
const THERE = 'http://127.0.0.1:8080';
const OLLAMA = ['schema', 'json', 'text'] as const;
const LLAMA = ['schema', 'grammar', 'json', 'text'] as const;

/** One request against a server that takes only some rungs; the rung that answered, if any did. */
function request(
  ladder: OutputLadder,
  takes: readonly OutputRung[],
  rungs: readonly OutputRung[],
  preferred: 'auto' | OutputRung = 'auto',
): { readonly asked: readonly OutputRung[]; readonly worked: OutputRung | undefined } {
  const started = ladder.start(HERE, 'phi3', rungs, preferred);
  const asked: OutputRung[] = [];
  for (let rung: OutputRung | undefined = started; rung !== undefined; ) {
    asked.push(rung);
    if (takes.includes(rung)) {
      ladder.settled(HERE, 'phi3', started, rung, NOW_MS);
      return { asked, worked: rung };
    }
    rung = ladder.stepDown(HERE, 'phi3', rung, rungs);
  }
  return { asked, worked: undefined };
}

describe('where the ladder starts', () => {
  it.each<['auto' | OutputRung, readonly OutputRung[], OutputRung]>([
    ['auto', OLLAMA, 'schema'],
    ['auto', ['json', 'text'], 'json'],
    ['schema', LLAMA, 'schema'],
    ['grammar', LLAMA, 'grammar'],
    ['grammar', OLLAMA, 'json'],
    ['json', OLLAMA, 'json'],
    ['text', OLLAMA, 'text'],
    ['json', ['schema', 'text'], 'text'],
    ['auto', [], 'text'],
  ])('%s of %j is %s', (preferred, rungs, expected) => {
    expect(new OutputLadder().start(HERE, 'phi3', rungs, preferred)).toBe(expected);
  });
});

describe('what the ladder remembers', () => {
  it('is the rung that answered after a higher one was refused', () => {
    const ladder = new OutputLadder();
    expect(request(ladder, ['json', 'text'], LLAMA)).toEqual({ asked: ['schema', 'grammar', 'json'], worked: 'json' });
    expect(request(ladder, ['json', 'text'], LLAMA)).toEqual({ asked: ['json'], worked: 'json' });
  });

  it('is nothing where the first rung answered', () => {
    const ladder = new OutputLadder();
    request(ladder, OLLAMA, OLLAMA);
    request(ladder, OLLAMA, OLLAMA, 'text');
    expect(ladder.toJSON()).toEqual([]);
    expect(ladder.start(HERE, 'phi3', OLLAMA, 'auto')).toBe('schema');
  });

  it('is nothing where every rung was refused', () => {
    const ladder = new OutputLadder();
    expect(request(ladder, [], OLLAMA)).toEqual({ asked: ['schema', 'json', 'text'], worked: undefined });
    expect(request(ladder, OLLAMA, OLLAMA, 'json').worked).toBe('json');
    expect(ladder.start(HERE, 'phi3', OLLAMA, 'auto'), 'the earlier refusals are not held against it').toBe('schema');
  });

  it('is of one model at one address', () => {
    const ladder = new OutputLadder();
    ladder.settled(HERE, 'phi3', 'schema', 'text', NOW_MS);
    expect(ladder.start(HERE, 'phi3', OLLAMA, 'auto')).toBe('text');
    expect(ladder.start(HERE, 'mistral', OLLAMA, 'auto')).toBe('schema');
    expect(ladder.start(THERE, 'phi3', OLLAMA, 'auto')).toBe('schema');
  });

  it('goes before a wish for more, not before one for less', () => {
    const ladder = new OutputLadder();
    ladder.settled(HERE, 'phi3', 'schema', 'json', NOW_MS);
    expect(ladder.start(HERE, 'phi3', LLAMA, 'schema')).toBe('json');
    expect(ladder.start(HERE, 'phi3', LLAMA, 'text')).toBe('text');
  });

  it('goes further down where that is refused later', () => {
    const ladder = new OutputLadder();
    request(ladder, ['json'], LLAMA);
    expect(request(ladder, ['text'], LLAMA)).toEqual({ asked: ['json', 'text'], worked: 'text' });
    expect(ladder.start(HERE, 'phi3', LLAMA, 'auto')).toBe('text');
  });

  it('says nothing of rungs that nobody asked for', () => {
    const ladder = new OutputLadder();
    expect(request(ladder, ['schema', 'json'], LLAMA, 'grammar').asked).toEqual(['grammar', 'json']);
    expect(ladder.start(HERE, 'phi3', LLAMA, 'auto')).toBe('schema');
    expect(ladder.start(HERE, 'phi3', LLAMA, 'grammar')).toBe('json');
  });

  it('is corrected by an answer from a rung that was refused once', () => {
    const ladder = new OutputLadder();
    ladder.settled(HERE, 'phi3', 'schema', 'text', NOW_MS);
    ladder.settled(HERE, 'phi3', 'json', 'json', NOW_MS);
    expect(ladder.start(HERE, 'phi3', LLAMA, 'auto')).toBe('json');
  });

  it('spares other requests on their way the rungs between', () => {
    const ladder = new OutputLadder();
    expect(ladder.stepDown(HERE, 'phi3', 'schema', LLAMA)).toBe('grammar');
    ladder.settled(HERE, 'phi3', 'schema', 'json', NOW_MS);
    expect(ladder.stepDown(HERE, 'phi3', 'schema', LLAMA)).toBe('json');
    expect(ladder.stepDown(HERE, 'phi3', 'json', LLAMA)).toBe('text');
    expect(ladder.stepDown(HERE, 'phi3', 'text', LLAMA)).toBeUndefined();
  });

  it('can be forgotten for one address', () => {
    const ladder = new OutputLadder();
    ladder.settled(HERE, 'phi3', 'schema', 'json', NOW_MS);
    ladder.settled(THERE, 'phi3', 'schema', 'text', NOW_MS);
    ladder.forget(HERE);
    expect(ladder.toJSON()).toEqual([
      { endpoint: THERE, model: 'phi3', refused: ['schema', 'grammar', 'json'], learnedAtMs: NOW_MS },
    ]);
  });

  it('has a bound, and the newest stay', () => {
    const ladder = new OutputLadder();
    for (let i = 0; i < 300; i++) ladder.settled(HERE, `model ${i}`, 'schema', 'json', NOW_MS);
    expect(ladder.toJSON()).toHaveLength(200);
    expect(ladder.start(HERE, 'model 299', OLLAMA, 'auto')).toBe('json');
    expect(ladder.start(HERE, 'model 0', OLLAMA, 'auto')).toBe('schema');
  });
});

describe('keeping what the ladder knows', () => {
  it('comes back from JSON as it was', () => {
    const ladder = new OutputLadder();
    ladder.settled(HERE, 'phi3', 'schema', 'json', NOW_MS);
    ladder.settled(THERE, 'a model with spaces', 'schema', 'grammar', NOW_MS);
    const restored = new OutputLadder();
    restored.restore(JSON.parse(JSON.stringify(ladder)), NOW_MS);
    expect(restored.toJSON()).toEqual(ladder.toJSON());
    expect(restored.start(HERE, 'phi3', OLLAMA, 'auto')).toBe('json');
  });

  it.each([
    ['a minute old', 60_000, 'json'],
    ['a day old', DAY_MS, 'json'],
    ['older than a day', DAY_MS + 1, 'schema'],
    ['of a calendar that was ahead', -1, 'schema'],
  ])('starts where what it knows is %s', (_, ageMs, expected) => {
    const ladder = new OutputLadder();
    ladder.settled(HERE, 'phi3', 'schema', 'json', NOW_MS - ageMs);
    const restored = new OutputLadder();
    restored.restore(JSON.parse(JSON.stringify(ladder)), NOW_MS);
    expect(restored.start(HERE, 'phi3', OLLAMA, 'auto')).toBe(expected);
  });

  it('does not grow younger by being kept again', () => {
    const ladder = new OutputLadder();
    ladder.settled(HERE, 'phi3', 'schema', 'json', NOW_MS);
    const restored = new OutputLadder();
    restored.restore(JSON.parse(JSON.stringify(ladder)), NOW_MS + 1_000);
    expect(restored.toJSON()).toEqual(ladder.toJSON());
  });

  it('leaves out what has another shape, and never throws', () => {
    const good = { endpoint: HERE, model: 'phi3', refused: ['schema'], learnedAtMs: NOW_MS };
    const ladder = new OutputLadder();
    ladder.restore(
      [
        good,
        { ...good, refused: ['best'] },
        { ...good, refused: 'schema' },
        { endpoint: HERE },
        null,
        7,
        [good],
        { ...good, model: 'mistral', learnedAtMs: undefined },
      ],
      NOW_MS,
    );
    expect(ladder.toJSON()).toEqual([good]);
    fc.assert(fc.property(fc.anything(), (saved) => new OutputLadder().restore(saved, NOW_MS)));
  });
});

it('the ladder always finds the best rung that a server takes, and finds it at once the next time', () => {
  const anyRungs = fc.subarray([...OUTPUT_RUNGS], { minLength: 1 });
  fc.assert(
    fc.property(
      anyRungs,
      anyRungs,
      fc.array(fc.constantFrom('auto', ...OUTPUT_RUNGS), { maxLength: 5 }),
      (rungs, takes, wishes) => {
        const ladder = new OutputLadder();
        const best = rungs.find((rung) => takes.includes(rung));
        for (const wish of wishes) request(ladder, takes, rungs, wish);
        expect(request(ladder, takes, rungs).worked).toBe(best);
        const again = request(ladder, takes, rungs);
        expect(again.worked).toBe(best);
        if (best !== undefined) expect(again.asked).toEqual([best]);
      },
    ),
  );
});
