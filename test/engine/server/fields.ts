/** A JSON object whose members may be anything. */
export type Fields = Readonly<Record<string, unknown>>;

/** The request is not understood; the message is what the server says in its 400. */
export class BadRequestError extends Error {}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in a body's text. */
export function parseFields(body: string): Fields {
  const value: unknown = JSON.parse(body);
  if (!isFields(value)) throw new BadRequestError('the request body is not a JSON object');
  return value;
}

export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new BadRequestError(`"${name}" must be a string`);
  return value;
}

/** A number, or `fallback` where there is none. */
export function number(fields: Fields, name: string, fallback: number): number {
  const value = fields[name] ?? fallback;
  if (typeof value !== 'number') throw new BadRequestError(`"${name}" must be a number`);
  return value;
}

/** A limit of tokens: there is none at 0 and below. */
export function tokenLimit(fields: Fields, name: string): number {
  const limit = number(fields, name, -1);
  return limit > 0 ? limit : Number.POSITIVE_INFINITY;
}

export function messagesOf(fields: Fields): readonly { readonly role: string; readonly content: string }[] {
  const messages = fields['messages'];
  if (!Array.isArray(messages)) throw new BadRequestError('"messages" must be a list');
  return messages.map((message: unknown) => {
    if (!isFields(message)) throw new BadRequestError('a message must be an object');
    return { role: text(message, 'role'), content: text(message, 'content') };
  });
}
