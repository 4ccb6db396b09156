import { hash } from 'node:crypto';
import type { Scenario } from '../world/scenario.ts';
import type { Enemy, WorldSnapshot } from '../world/snapshot.ts';
import { orderedEnemies, orderedPois, runningCooldowns, secondsFrom } from './canonicalOrder.ts';
import { hasExtras } from './canonicalSnapshot.ts';
import { appendCanonicalText } from './canonicalText.ts';
import { CodeUnits } from './codeUnits.ts';
import { type PromptKey, promptKey } from './key.ts';
import { PackedCells } from './packedCells.ts';
import { questionOf } from './question.ts';

/** Whole numbers below this are one unit as they are; where a number may stand, the two units above it say otherwise. */
const SMALL_NUMBERS = 0xfffe;
const ABSENT = 0xfffe;
const WIDE_NUMBER = 0xffff;
/** Announces a cell in two numbers. As a unit of its own it would be (0, 255), so no cell with y = 255 is one unit. */
const WIDE_CELL = 0xff;
/** Stands for the length of a text that there is not. */
const NO_TEXT = -1;

/**
 * Makes the cache keys of scenarios: two scenarios have one key exactly when their canonical questions are equal
 * (`questionOf`), and the static digest is the same.
 *
 * A key is needed on every request, hits included, so it is not digested from the question's text: the same canonical
 * facts are written as numbers and lengths into memory that is kept, which takes a third of the time. A world with
 * fields that this version does not know has no such form and is digested as text.
 */
export class ScenarioKeyer {
  readonly #out = new CodeUnits(1024);
  readonly #cells = new PackedCells();
  #prefix: string | undefined;
  #prefixLength = 0;
  readonly #wide = new Float64Array(1);
  readonly #wideUnits = new Uint16Array(this.#wide.buffer);

  keyOf(staticDigest: string, scenario: Scenario): PromptKey {
    const { snapshot, rules, objective, instructions } = scenario;
    if (hasExtras(snapshot) || !this.#cells.pack(snapshot.obstacles)) {
      return promptKey(staticDigest, questionOf(scenario).canonical);
    }
    this.#addPrefix(staticDigest);
    this.#add(rules.enforceCooldowns ? 1 : 0);
    this.#add(rules.enforceLineOfSight ? 1 : 0);
    this.#add(rules.enforceStamina ? 1 : 0);
    this.#addSnapshot(snapshot);
    // The free texts come last. The length of the first, known only now, tells them apart from the end.
    const aimLength = objective === undefined ? NO_TEXT : this.#addCanonicalText(objective);
    this.#addCanonicalText(instructions ?? '');
    this.#addWide(aimLength);
    const { units, length } = this.#out;
    return hash('sha256', new Uint8Array(units.buffer, 0, length * 2), 'base64');
  }

  /** The digest is nearly always that of the request before: then it stands there already. */
  #addPrefix(staticDigest: string): void {
    if (staticDigest === this.#prefix) {
      this.#out.length = this.#prefixLength;
      return;
    }
    this.#out.length = 0;
    this.#addText(staticDigest);
    this.#prefix = staticDigest;
    this.#prefixLength = this.#out.length;
  }

  #addSnapshot({ me, player, enemies, pois, t }: WorldSnapshot): void {
    this.#add(me.ammo);
    this.#add(me.morale);
    this.#addCell(me.pos.x, me.pos.y);
    const running = runningCooldowns(me.cooldowns);
    this.#add(running.length);
    for (const name of running) {
      this.#addText(name);
      this.#add(me.cooldowns[name] ?? 0);
    }
    this.#add(player.hp);
    this.#addCell(player.pos.x, player.pos.y);
    this.#addText(player.stance);
    this.#add(player.orders.length);
    for (const order of player.orders) this.#addText(order);
    this.#add(enemies.length);
    for (const enemy of orderedEnemies(enemies)) this.#addEnemy(enemy, t);
    const places = orderedPois(pois);
    this.#add(places.length);
    for (const { k, pos } of places) {
      this.#addText(k);
      this.#addCell(pos.x, pos.y);
    }
    const cells = this.#cells;
    this.#add(cells.length);
    for (let i = 0; i < cells.length; i++) this.#addCell(cells.x(i), cells.y(i));
  }

  #addEnemy({ id, hp, pos, cover, last_seen }: Enemy, now: number): void {
    this.#add(id);
    this.#add(hp);
    this.#addCell(pos.x, pos.y);
    this.#addOptionalText(cover);
    if (last_seen === undefined) this.#addAbsent();
    else this.#add(secondsFrom(last_seen, now));
  }

  /** One unit for a cell near the origin, which most are. */
  #addCell(x: number, y: number): void {
    if (isByte(x) && isByte(y) && y !== WIDE_CELL) {
      this.#addUnit(x * 256 + y);
      return;
    }
    this.#addUnit(WIDE_CELL);
    this.#add(x);
    this.#add(y);
  }

  #addOptionalText(text: string | undefined): void {
    if (text === undefined) this.#addAbsent();
    else this.#addText(text);
  }

  /** Adds the canonical form of a text and returns how many units that are. */
  #addCanonicalText(text: string): number {
    const before = this.#out.length;
    appendCanonicalText(text, this.#out);
    return this.#out.length - before;
  }

  /** The length before it tells where a text ends. */
  #addText(text: string): void {
    this.#add(text.length);
    this.#out.append(text);
  }

  #addAbsent(): void {
    this.#addUnit(ABSENT);
  }

  #add(value: number): void {
    if (value < 0 || value >= SMALL_NUMBERS || !Number.isInteger(value)) this.#addWide(value);
    else this.#addUnit(value);
  }

  #addUnit(unit: number): void {
    const out = this.#out;
    out.reserve(1);
    out.units[out.length++] = unit;
  }

  #addWide(value: number): void {
    const out = this.#out;
    out.reserve(5);
    out.units[out.length++] = WIDE_NUMBER;
    this.#wide[0] = value;
    for (let i = 0; i < 4; i++) out.units[out.length++] = this.#wideUnits[i] ?? 0;
  }
}

function isByte(value: number): boolean {
  return (value & 0xff) === value;
}
