/** The type of a stream of events. */
export const eventStreamType = 'text/event-stream';

/** Data of an event that is no JSON. */
export const brokenEvent = 'data: {"choices":[{"delta":{"con\n\n';

/** One event that carries a JSON value. */
export function event(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
