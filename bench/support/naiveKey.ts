import { hash } from 'node:crypto';
import { systemText } from '../../src/core/prompt/prompt.ts';
import { defaultRegistry } from '../../src/core/world/defaultRegistry.ts';
import { dumpsOfOneWorld } from './scenarios.ts';

/** Full prompts of one world as a client without a canonical form has them: the world as it was dumped. */
export function rawPrompts(count: number, seed: number): readonly string[] {
  const system = systemText(defaultRegistry, 'full');
  return dumpsOfOneWorld(count, seed).map((dump) => `${system}\n\nWorld\n${dump}\n\nYour plan as JSON:`);
}

/**
 * A cache key as it is usually made: what varies is cut out of the text. It cuts what our canonical text cuts, but it
 * reads all 12 kB each time and does not know that sets have no order.
 */
export function naiveKey(prompt: string): string {
  const text = prompt
    .replace(/<!-- VOLATILE:[\s\S]*?-->/g, '')
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?|(?:request[_-]?id|timestamp)["']?\s*[:=]\s*(?:"[^"]*"|[\w.:+-]+)/gi, '')
    .replace(/\s+/g, ' ')
    .trim();
  return hash('sha256', text);
}
