import { stringField } from './jsonFields.ts';
import type { ChatMessage } from './transport.ts';

/** What a model is told around the last message of a chat, by its own template: as the inside of a JSON string. */
export interface PromptFrame {
  readonly before: string;
  readonly after: string;
}

/** Stands for the last message. A word that templates leave alone: nothing to trim, to escape, or that is a token. */
const MARKER = 'planscope-stands-here-for-the-last-message';

/** How many system texts are remembered: two tiers for each of a few lists of tools. */
const MAX_FRAMES = 16;

/** The body of `POST /apply-template` that asks for the frame around the last of `messages`. */
export function templateRequest(messages: readonly ChatMessage[]): string {
  const last = messages.at(-1);
  const marked = last === undefined ? [] : [...messages.slice(0, -1), { role: last.role, content: MARKER }];
  return JSON.stringify({ messages: marked });
}

/** The frame in the answer of `/apply-template`; 'none' where the template does not show the message exactly once. */
export function frameOf(answer: unknown): PromptFrame | 'none' {
  const parts = stringField(answer, 'prompt')?.split(MARKER) ?? [];
  const [before, after] = parts;
  return parts.length === 2 && before !== undefined && after !== undefined
    ? { before: inner(before), after: inner(after) }
    : 'none';
}

/** The frames that the server was asked for, by the messages before the last one. The eldest goes when there are many. */
export class PromptFrames {
  readonly #frames = new Map<string, PromptFrame | 'none'>();

  get(messages: readonly ChatMessage[]): PromptFrame | 'none' | undefined {
    return this.#frames.get(keyOf(messages));
  }

  /** Forgets them all. */
  clear(): void {
    this.#frames.clear();
  }

  set(messages: readonly ChatMessage[], frame: PromptFrame | 'none'): void {
    const key = keyOf(messages);
    this.#frames.delete(key);
    this.#frames.set(key, frame);
    const [eldest] = this.#frames.keys();
    if (this.#frames.size > MAX_FRAMES && eldest !== undefined) this.#frames.delete(eldest);
  }
}

/** `text` as the inside of a JSON string. */
export function inner(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The usual chat, one system text and a user's message, needs no copy of that text. */
function keyOf(messages: readonly ChatMessage[]): string {
  const [first, last] = messages;
  const isUsual = messages.length === 2 && first?.role === 'system' && last?.role === 'user';
  return isUsual ? first.content : JSON.stringify([messages.slice(0, -1), messages.at(-1)?.role]);
}
