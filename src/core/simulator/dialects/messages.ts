import { isRecord } from './fields.ts';

/** One message of a chat, whatever roles a server may know. */
export interface Message {
  readonly role: string;
  readonly content: string;
}

/** Reads a list of messages; undefined when it is none. A content may be a text or a list of parts with texts. */
export function readMessages(value: unknown): readonly Message[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const messages: Message[] = [];
  for (const item of value) {
    if (!isRecord(item)) return undefined;
    const role = item['role'];
    const content = readContent(item['content'] ?? '');
    if (typeof role !== 'string' || content === undefined) return undefined;
    messages.push({ role, content });
  }
  return messages;
}

/** The last thing that the user said, which is what a chat asks; '' where the user said nothing. */
export function lastQuestion(messages: readonly Message[]): string {
  return messages.findLast(({ role }) => role === 'user')?.content ?? '';
}

function readContent(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  let text = '';
  for (const part of value) {
    if (!isRecord(part) || typeof part['text'] !== 'string') return undefined;
    text += part['text'];
  }
  return text;
}
