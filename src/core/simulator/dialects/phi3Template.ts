import type { Message } from './messages.ts';

/** Phi-3's chat template, as a llama.cpp server tells it: Jinja. */
export const phi3Template =
  '{% for message in messages %}<|{{ message.role }}|>\n{{ message.content }}<|end|>\n{% endfor %}<|assistant|>\n';

const userTurn = '<|user|>\n';
const turnEnd = '<|end|>';

/** The text that a model reads for a chat, up to where its own turn begins. */
export function applyTemplate(messages: readonly Message[]): string {
  const turns = messages.map(({ role, content }) => `<|${role}|>\n${content}${turnEnd}\n`);
  return `${turns.join('')}<|assistant|>\n`;
}

/** The last user message of a text in the template's form; the whole text where it has another form. */
export function questionOf(prompt: string): string {
  const start = prompt.lastIndexOf(userTurn);
  if (start === -1) return prompt;
  const from = start + userTurn.length;
  const end = prompt.indexOf(turnEnd, from);
  return end === -1 ? prompt.slice(from) : prompt.slice(from, end);
}
