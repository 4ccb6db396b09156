import { describe, expect, it } from 'vitest';
import { ChatEvents } from '../../../../src/core/transport/chatEvents.ts';
import { ServerErrors } from '../../../../src/core/transport/serverErrors.ts';

const errors = new ServerErrors({ endpoint: 'http://127.0.0.1:8000', dialect: 'openai' });

describe('the content of a chat event', () => {
  it('may come as a list of texts', () => {
    const content = [
      { type: 'text', text: '{"a"' },
      { type: 'text', text: ':1}' },
    ];
    const events = new ChatEvents({ errors });
    expect(events.readEvent({ choices: [{ delta: { content } }] })).toEqual({ text: '{"a":1}', hasBegun: true });
  });

  it('is not an answer’s where a part of it is no text', () => {
    const content = [{ type: 'image_url', image_url: {} }];
    expect(new ChatEvents({ errors }).readEvent({ choices: [{ delta: { content } }] })).toBeUndefined();
  });
});
