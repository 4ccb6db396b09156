import { InputError } from '../base/errors.ts';
import { Slots } from './slots.ts';

/** The name that the simulator always answers to. */
export const simulatorModelName = 'simulator';

/** How long a model stays loaded after its last use where the request does not say: Ollama's default. */
export const defaultKeepAliveMs = 5 * 60_000;

/** One name that the simulator answers for, with its own queue and its own loaded state. */
export class SimulatedModel {
  readonly name: string;
  readonly slots = new Slots();
  #expiresAtMs = Number.NEGATIVE_INFINITY;
  #contextTokens = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Calendar time until which it stays loaded. */
  get expiresAtMs(): number {
    return this.#expiresAtMs;
  }

  /** The context it was loaded with, tokens. */
  get contextTokens(): number {
    return this.#contextTokens;
  }

  isLoaded(wallMs: number): boolean {
    return wallMs < this.#expiresAtMs;
  }

  /** A request with another context size makes a loaded model load again. */
  needsLoad(contextTokens: number, wallMs: number): boolean {
    return !this.isLoaded(wallMs) || this.#contextTokens !== contextTokens;
  }

  /** Notes a use; a `keepAliveMs` of 0 unloads it. */
  used(contextTokens: number, keepAliveMs: number, wallMs: number): void {
    this.#contextTokens = contextTokens;
    this.#expiresAtMs = keepAliveMs <= 0 ? Number.NEGATIVE_INFINITY : wallMs + keepAliveMs;
  }
}

/** Every model by name: `simulator` first, then the further names in their order. */
export type ModelTable = ReadonlyMap<string, SimulatedModel>;

/** Throws an `InputError` for an empty name. */
export function createModelTable(furtherNames: readonly string[]): ModelTable {
  const models = new Map<string, SimulatedModel>();
  for (const name of [simulatorModelName, ...furtherNames]) {
    if (name.trim() === '') throw new InputError('model-name', 'A model’s name is empty.');
    if (!models.has(name)) models.set(name, new SimulatedModel(name));
  }
  return models;
}

/**
 * The model of that name; a tag `:latest` may be left out or added, as in Ollama. Without a name the first one, and so
 * for an unknown name where `takesAny`.
 */
export function findModel(models: ModelTable, name: string | undefined, takesAny = false): SimulatedModel | undefined {
  const found = name === undefined ? undefined : (models.get(name) ?? models.get(otherSpelling(name)));
  if (found !== undefined || !(takesAny || name === undefined)) return found;
  const [first] = models.values();
  return first;
}

function otherSpelling(name: string): string {
  return name.endsWith(':latest') ? name.slice(0, -':latest'.length) : `${name}:latest`;
}
