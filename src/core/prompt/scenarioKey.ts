import { hash } from 'node:crypto';
import type { Scenario } from '../world/scenario.ts';
import type { Enemy, Vec, WorldSnapshot } from '../world/snapshot.ts';
import { orderedEnemies, orderedPois, packedCells, runningCooldowns, secondsFrom } from './canonicalOrder.ts';
import { hasExtras } from './canonicalSnapshot.ts';
import { appendCanonicalText, CodeUnits } from './canonicalText.ts';
import { type PromptKey, promptKey } from './key.ts';
import { questionOf } from './question.ts';

/** Stands for a field that is absent; no snapshot holds it, since its numbers are finite. */
const ABSENT = Number.NEGATIVE_INFINITY;
const START_CAPACITY = 1024;

/**
 * Makes the cache keys of scenarios: two scenarios have one key exactly when their canonical questions are equal
 * (`questionOf`), and the static digest is the same.
 *
 * A key is needed on every request, hits included, so it is not digested from the question's text: the same canonical
 * facts are written as numbers and lengths into a buffer that is kept, which takes a third of the time. A world with
 * fields that this version does not know has no such form and is digested as text.
 */
export class ScenarioKeyer {
  #numbers = new Float64Array(START_CAPACITY);
  #length = 0;
  /** The texts one after another; at the end the numbers are laid behind them. */
  readonly #texts = new CodeUnits(START_CAPACITY * 8);

  keyOf(staticDigest: string, scenario: Scenario): PromptKey {
    const { snapshot, rules, objective, instructions } = scenario;
    const cells = packedCells(snapshot.obstacles);
    if (cells === undefined || hasExtras(snapshot)) return promptKey(staticDigest, questionOf(scenario).canonical);
    this.#length = 0;
    this.#texts.length = 0;
    this.#add(rules.enforceCooldowns ? 1 : 0);
    this.#add(rules.enforceLineOfSight ? 1 : 0);
    this.#add(rules.enforceStamina ? 1 : 0);
    this.#addCanonicalText(objective);
    this.#addCanonicalText(instructions ?? '');
    this.#addSnapshot(snapshot, cells);
    this.#addText(staticDigest);
    return this.#digest();
  }

  #addSnapshot({ me, player, enemies, pois, t }: WorldSnapshot, cells: Float64Array): void {
    this.#add(me.ammo);
    this.#add(me.morale);
    this.#addCell(me.pos);
    const running = runningCooldowns(me.cooldowns);
    this.#add(running.length);
    for (const name of running) {
      this.#addText(name);
      this.#add(me.cooldowns[name] ?? 0);
    }
    this.#add(player.hp);
    this.#addCell(player.pos);
    this.#addText(player.stance);
    this.#add(player.orders.length);
    for (const order of player.orders) this.#addText(order);
    this.#add(enemies.length);
    for (const enemy of orderedEnemies(enemies)) this.#addEnemy(enemy, t);
    const places = orderedPois(pois);
    this.#add(places.length);
    for (const { k, pos } of places) {
      this.#addText(k);
      this.#addCell(pos);
    }
    this.#add(cells.length);
    for (let i = 0; i < cells.length; i++) this.#add(cells[i] ?? 0);
  }

  #addEnemy({ id, hp, pos, cover, last_seen }: Enemy, now: number): void {
    this.#add(id);
    this.#add(hp);
    this.#addCell(pos);
    this.#addOptionalText(cover);
    this.#add(last_seen === undefined ? ABSENT : secondsFrom(last_seen, now));
  }

  #addCell({ x, y }: Vec): void {
    this.#add(x);
    this.#add(y);
  }

  #addOptionalText(text: string | undefined): void {
    if (text === undefined) this.#add(ABSENT);
    else this.#addText(text);
  }

  #addCanonicalText(text: string | undefined): void {
    if (text === undefined) {
      this.#add(ABSENT);
      return;
    }
    const before = this.#texts.length;
    appendCanonicalText(text, this.#texts);
    this.#add(this.#texts.length - before);
  }

  /** The lengths among the numbers tell the texts apart. */
  #addText(text: string): void {
    this.#add(text.length);
    this.#texts.append(text);
  }

  #add(value: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    // `-0` and `0` are one number, but not the same bytes.
    this.#numbers[this.#length++] = value + 0;
  }

  #digest(): PromptKey {
    const texts = this.#texts;
    const length = this.#length;
    // Numbers lie on multiples of 8 bytes: fill up with units that no length accounts for.
    texts.reserve(4 + 4 * length);
    while (texts.length % 4 !== 0) texts.units[texts.length++] = 0;
    const start = texts.length / 4;
    const numbers = new Float64Array(texts.units.buffer, start * 8, length);
    for (let i = 0; i < length; i++) numbers[i] = this.#numbers[i] ?? 0;
    return hash('sha256', new Uint8Array(texts.units.buffer, 0, (start + length) * 8), 'base64');
  }
}
