import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCoreError } from '../../../../src/core/base/errors.ts';
import { ChatEvents } from '../../../../src/core/transport/chatEvents.ts';
import { CompletionEvents } from '../../../../src/core/transport/completionEvents.ts';
import { EventDecoder } from '../../../../src/core/transport/eventDecoder.ts';
import type { HttpResponse } from '../../../../src/core/transport/httpStream.ts';
import { OllamaStream } from '../../../../src/core/transport/ollamaStream.ts';
import { type AnswerDecoder, readAnswer } from '../../../../src/core/transport/readAnswer.ts';
import { ServerErrors } from '../../../../src/core/transport/serverErrors.ts';
import { completionDialect, type Dialect, ollamaDialect, openAiDialect } from '../../../support/dialects.ts';

const endpoint = 'http://127.0.0.1:1';
const rung = 'schema';

type MakeDecoder = (errors: ServerErrors) => AnswerDecoder;

const DECODERS: readonly (readonly [Dialect, MakeDecoder])[] = [
  [ollamaDialect, (errors) => new OllamaStream({ errors, rung })],
  [completionDialect, (errors) => new EventDecoder({ reading: new CompletionEvents({ errors }), errors, rung })],
  [openAiDialect, (errors) => new EventDecoder({ reading: new ChatEvents({ errors }), errors, rung })],
];

/** A response whose body comes in these pieces. */
function responseOf(pieces: readonly Buffer[]): HttpResponse {
  return {
    status: 200,
    server: () => undefined,
    retryAfterMs: () => undefined,
    async readBody(onChunk) {
      for (const piece of pieces) if (onChunk(piece) === 'stop') return;
    },
  };
}

/** What is made of the pieces, the code of the error where that is it, and whether the observer was told of all text. */
async function outcome(dialect: Dialect, make: MakeDecoder, pieces: readonly Buffer[]): Promise<unknown> {
  const errors = new ServerErrors({ endpoint, dialect: dialect.name });
  let told = '';
  const observer = {
    onConnected() {},
    onHeaders() {},
    onData(text: string): undefined {
      told += text;
    },
  };
  try {
    const answer = await readAnswer(responseOf(pieces), observer, make(errors), errors);
    return { ...answer, wasTold: told === answer.text };
  } catch (error) {
    return toCoreError(error).code;
  }
}

/** `bytes` cut at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end));
}

function anyBody(dialect: Dialect): fc.Arbitrary<Buffer> {
  const anyText = fc.string({ unit: 'binary', maxLength: 12 });
  const anyWords = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: anyText.map((text) => dialect.word(text)) },
      { weight: 2, arbitrary: fc.constant(dialect.nothing) },
      { weight: 1, arbitrary: fc.constantFrom('\n', ': a comment\n', 'id: 7\nretry: x\n') },
    ),
    { maxLength: 8 },
  );
  const anyEnd = fc.oneof(
    { weight: 4, arbitrary: fc.constant(dialect.end({ promptTokens: 9, outputTokens: 4 })) },
    { weight: 1, arbitrary: fc.constant(dialect.end({ finish: 'length' })) },
    { weight: 1, arbitrary: fc.constant(dialect.end().trimEnd()) },
    { weight: 1, arbitrary: anyText.map((text) => dialect.failure(text)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', 'data: {"', 'error: {"message":"x"}\n\n', '<html>\n', '[1]\n', 'data: 7\n\n'),
    },
  );
  const anyLineEnd = dialect.name === 'ollama' ? fc.constantFrom('\n', '\r\n') : fc.constantFrom('\n', '\r\n', '\r');
  const anyBeginning = fc.constantFrom('', '\n', '\uFEFF');
  return fc
    .tuple(anyBeginning, anyWords, anyEnd, anyLineEnd, fc.option(fc.nat(300)))
    .map(([beginning, words, end, lineEnd, brokenAt]) => {
      const bytes = Buffer.from(`${beginning}${words.join('')}${end}`.replaceAll('\n', lineEnd));
      return brokenAt === null ? bytes : bytes.subarray(0, brokenAt);
    });
}

describe.each(DECODERS.map(([dialect, make]) => ({ title: dialect.title, dialect, make })))(
  'an answer over $title',
  ({ dialect, make }) => {
    it('is the same, or fails in the same way, however its bytes are cut', async () => {
      await fc.assert(
        fc.asyncProperty(anyBody(dialect), fc.array(fc.nat(2_000), { maxLength: 30 }), async (bytes, places) => {
          const whole = await outcome(dialect, make, [bytes]);
          expect(await outcome(dialect, make, cut(bytes, places))).toEqual(whole);
          expect(
            await outcome(
              dialect,
              make,
              [...bytes].map((byte) => Buffer.of(byte)),
            ),
          ).toEqual(whole);
        }),
        { numRuns: 400 },
      );
    });

    it('has every word in it, whatever the words, the line ends and the comments', async () => {
      const anyTexts = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 10 });
      await fc.assert(
        fc.asyncProperty(anyTexts, fc.constantFrom('\n', '\r\n'), async (texts, lineEnd) => {
          const words = texts.map((text) => `${dialect.nothing}${dialect.word(text)}`).join('');
          const bytes = Buffer.from(`${words}${dialect.end({ outputTokens: 4 })}`.replaceAll('\n', lineEnd));
          expect(await outcome(dialect, make, [bytes])).toEqual({
            text: texts.join(''),
            finish: 'stop',
            timings: { outputTokens: 4 },
            receivedBytes: bytes.length,
            wasTold: true,
          });
        }),
        { numRuns: 200 },
      );
    });
  },
);
