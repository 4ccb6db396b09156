import { type Random, randomInt, seededRandom } from '../../src/core/base/random.ts';
import type { WorldSnapshot } from '../../src/core/world/snapshot.ts';
import { changed } from './session.ts';
import { makeWorld } from './worlds.ts';

/** A companion asks for a plan every second or so, whether the world has changed or not: 1.5 times a moment. */
const ASKED_AGAIN = 1 / 3;
/** Moments between two saved games. */
const SAVED_EVERY = 50;
/** Chance per moment that something is played anew. */
const PLAYED_ANEW = 1 / 100;
/** That it is the whole game, and not the time since one of the last saved games. */
const FROM_THE_START = 1 / 4;
/** For each saved game, from the last one on, that it is an earlier one. */
const ONE_EARLIER = 1 / 3;
/** What is played anew happens again, until the player does something else: chance per moment. */
const DIVERGES = 1 / 150;

/** Different worlds, and which of them is asked for when. */
export interface GameSession {
  readonly worlds: readonly WorldSnapshot[];
  /** Indices into `worlds`, request by request. */
  readonly trace: readonly number[];
}

interface Moment {
  readonly world: number;
  /** What came after it the last time. */
  next: Moment | undefined;
}

/**
 * `count` requests of one developer who plays one game: it goes on moment by moment, each asked for once or a few times;
 * now and then it is played anew, from a saved game or from its start, and what happened then happens again for a while.
 * So a question comes back at once, within minutes, much later, or never. The same seed gives the same requests.
 */
export function gameSession(count: number, seed: number): GameSession {
  const random = seededRandom(seed);
  const worlds = new Worlds();
  const trace: number[] = [];
  let now: Moment = { world: worlds.indexOf(makeWorld(random)), next: undefined };
  const saved = [now];
  for (let played = 1; count > 0; played++) {
    do trace.push(now.world);
    while (trace.length < count && random.next() < ASKED_AGAIN);
    if (trace.length === count) break;
    if (random.next() < PLAYED_ANEW) {
      if (random.next() < FROM_THE_START) saved.length = 1;
      while (saved.length > 1 && random.next() < ONE_EARLIER) saved.pop();
      now = saved.at(-1) ?? now;
      continue;
    }
    now = momentAfter(now, worlds, random);
    if (played % SAVED_EVERY === 0) saved.push(now);
  }
  return { worlds: worlds.list, trace };
}

function momentAfter(now: Moment, worlds: Worlds, random: Random): Moment {
  if (now.next !== undefined && random.next() >= DIVERGES) return now.next;
  const world = changed(worlds.at(now.world), 1 + randomInt(random, 3), random);
  now.next = { world: worlds.indexOf(world), next: undefined };
  return now.next;
}

/** Worlds by their number; equal ones have one. */
class Worlds {
  readonly list: WorldSnapshot[] = [];
  readonly #known = new Map<string, number>();

  indexOf(world: WorldSnapshot): number {
    const text = JSON.stringify(world);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, this.list.length);
    return this.list.push(world) - 1;
  }

  at(index: number): WorldSnapshot {
    const world = this.list[index];
    if (world === undefined) throw new RangeError(`The session has no world ${index}.`);
    return world;
  }
}
