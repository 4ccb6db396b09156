import { describe, expect, it } from 'vitest';
import { disguisedDump } from '../../../../bench/workloads/disguise.ts';
import { gameSession } from '../../../../bench/workloads/gameSession.ts';
import { session } from '../../../../bench/workloads/session.ts';
import { workloadA, workloadAQuestions } from '../../../../bench/workloads/workloadA.ts';
import { workloadB, zipfRanks } from '../../../../bench/workloads/workloadB.ts';
import { makeWorld } from '../../../../bench/workloads/worlds.ts';
import { jaccardIndex } from '../../../../src/core/base/numberSets.ts';
import { seededRandom } from '../../../../src/core/base/random.ts';
import { canonicalSnapshot } from '../../../../src/core/prompt/canonicalSnapshot.ts';
import { factHashes } from '../../../../src/core/prompt/worldFacts.ts';
import { scenarioFromSnapshot } from '../../../../src/core/world/parseScenario.ts';
import type { WorldSnapshot } from '../../../../src/core/world/snapshot.ts';

const canonicalOf = (text: string): string => {
  const snapshot = JSON.parse(text) as WorldSnapshot;
  return canonicalSnapshot(snapshot, snapshot.objective ?? undefined);
};
const countOf = <T>(items: readonly T[]): ReadonlyMap<T, number> => {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};

describe('a session', () => {
  it('is the same for the same seed, and one game from moment to moment', () => {
    const worlds = session(200, seededRandom(1));
    expect(session(200, seededRandom(1))).toEqual(worlds);
    const facts = worlds.map((world) => factHashes(scenarioFromSnapshot(world)));
    const similarities = facts.slice(1).map((one, i) => jaccardIndex(one, facts[i] ?? one) ?? 0);
    expect(Math.min(...similarities)).toBeGreaterThan(0.8);
    expect(similarities.filter((similarity) => similarity < 1).length).toBeGreaterThan(150);
    expect(jaccardIndex(facts[0] ?? new Uint32Array(0), facts[199] ?? new Uint32Array(0))).toBeLessThan(0.8);
  });
});

describe('a game session', () => {
  it('is the same for the same seed and another for another', () => {
    expect(gameSession(300, 1)).toEqual(gameSession(300, 1));
    expect(gameSession(300, 1).trace).not.toEqual(gameSession(300, 2).trace);
  });

  it('has as many requests as were wanted, each for a world of its own', () => {
    const { worlds, trace } = gameSession(2_000, 3);
    expect(trace).toHaveLength(2_000);
    expect(new Set(trace).size).toBe(worlds.length);
    expect(new Set(worlds.map((world) => canonicalSnapshot(world, undefined))).size).toBe(worlds.length);
  });

  it('asks again at once, after a while and much later', () => {
    const last = new Map<number, number>();
    const gaps = gameSession(10_000, 4).trace.flatMap((world, i) => {
      const before = last.get(world);
      last.set(world, i);
      return before === undefined ? [] : [i - before];
    });
    const share = (from: number, to: number): number =>
      gaps.filter((gap) => gap >= from && gap < to).length / gaps.length;
    expect(share(1, 2)).toBeGreaterThan(0.3);
    expect(share(2, 200)).toBeGreaterThan(0.1);
    expect(share(200, 10_000)).toBeGreaterThan(0.05);
  });
});

describe('a world of the workloads', () => {
  it('is the same for the same seed and another for another', () => {
    expect(makeWorld(seededRandom(1))).toEqual(makeWorld(seededRandom(1)));
    expect(makeWorld(seededRandom(1))).not.toEqual(makeWorld(seededRandom(2)));
  });

  it('puts no two things on one cell', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { me, player, enemies, pois, obstacles } = makeWorld(seededRandom(seed));
      const cells = [me, player, ...enemies, ...pois].map((one) => one.pos).concat(obstacles);
      expect(new Set(cells.map(({ x, y }) => `${x},${y}`)).size, `seed ${seed}`).toBe(cells.length);
    }
  });

  it('has a canonical text of about 1 kB', () => {
    const length = canonicalOf(JSON.stringify(makeWorld(seededRandom(1)))).length;
    expect(length).toBeGreaterThan(800);
    expect(length).toBeLessThan(1_400);
  });
});

describe('a disguised dump', () => {
  it('is another text for the same question', () => {
    const random = seededRandom(5);
    const world = makeWorld(random);
    const texts = Array.from({ length: 200 }, () => disguisedDump(world, random));
    expect(new Set(texts).size).toBe(200);
    expect(new Set(texts.map(canonicalOf)).size).toBe(1);
    expect(canonicalOf(texts[0] ?? '')).toBe(canonicalOf(JSON.stringify(world)));
  });

  it('varies the order of obstacles, the order of fields, the spacing, the id, the time and the timestamp', () => {
    const random = seededRandom(5);
    const world = makeWorld(random);
    const texts = Array.from({ length: 30 }, () => disguisedDump(world, random));
    const dumps = texts.map((text) => JSON.parse(text) as WorldSnapshot & { request_id: string; timestamp: string });
    const kinds = (of: (dump: (typeof dumps)[number]) => unknown): number =>
      new Set(dumps.map((one) => JSON.stringify(of(one)))).size;
    expect(kinds((dump) => dump.obstacles.map(({ x, y }) => [x, y]))).toBeGreaterThan(20);
    expect(kinds((dump) => Object.keys(dump))).toBeGreaterThan(20);
    expect(kinds((dump) => dump.objective)).toBeGreaterThan(20);
    expect(kinds((dump) => dump.request_id)).toBe(30);
    expect(kinds((dump) => dump.timestamp)).toBe(30);
    expect(kinds((dump) => dump.t)).toBe(30);
    expect(new Set(texts.map((text) => /^\{\n?[ \t]*/.exec(text)?.[0])).size).toBe(4);
  });
});

describe('workload A', () => {
  const questions = workloadA(5_000, 11).map(canonicalOf);
  const counts = [...countOf(questions).values()].sort((a, b) => b - a);

  it('asks nine questions', () => {
    expect(counts).toHaveLength(9);
    expect(workloadAQuestions).toBe(9);
  });

  it('spends four in five requests on five of them', () => {
    const common = counts.slice(0, 5).reduce((sum, count) => sum + count, 0);
    expect(common / 5_000).toBeGreaterThan(0.78);
    expect(common / 5_000).toBeLessThan(0.82);
  });

  it('is the same for the same seed and another for another', () => {
    expect(workloadA(20, 3)).toEqual(workloadA(20, 3));
    expect(workloadA(20, 3)).not.toEqual(workloadA(20, 4));
  });
});

describe('workload B', () => {
  it('draws from 1,000 worlds that are all different questions', () => {
    const { worlds } = workloadB(0, 1);
    expect(new Set(worlds.map((world) => canonicalSnapshot(world, undefined))).size).toBe(1_000);
  });

  it('is the same for the same seed and another for another', () => {
    expect(workloadB(50, 3)).toEqual(workloadB(50, 3));
    expect(workloadB(50, 3).trace).not.toEqual(workloadB(50, 4).trace);
  });

  it('does not make the first worlds the most frequent', () => {
    const { trace } = workloadB(10_000, 1);
    const [favourite] = [...countOf(trace)].sort((a, b) => b[1] - a[1])[0] ?? [0];
    expect(favourite).not.toBe(0);
  });

  it("follows Zipf's law: the first rank is drawn twice as often as the second, ten times as often as the tenth", () => {
    const draw = zipfRanks(1_000, 1, seededRandom(9));
    const counts = countOf(Array.from({ length: 200_000 }, draw));
    const first = counts.get(0) ?? 0;
    // 1 / H(1000) of all draws.
    expect(first / 200_000).toBeCloseTo(1 / 7.4855, 2);
    expect(first / (counts.get(1) ?? 0)).toBeCloseTo(2, 0);
    expect(first / (counts.get(9) ?? 0)).toBeGreaterThan(9);
    expect(first / (counts.get(9) ?? 0)).toBeLessThan(11);
  });
});
