import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/base/random.ts';
import type { Answerer } from '../../../../src/core/simulator/answerer.ts';
import { readChatRequest } from '../../../../src/core/simulator/dialects/ollamaRequest.ts';
import type { ModelRequest } from '../../../../src/core/simulator/dialects/wireFormat.ts';
import type { FaultKind } from '../../../../src/core/simulator/faults.ts';
import { type Job, prepareJob } from '../../../../src/core/simulator/job.ts';

function request(fields: object, content = 'the prompt'): ModelRequest {
  const messages = [
    { role: 'system', content: 'rules' },
    { role: 'user', content },
  ];
  const parsed = readChatRequest(JSON.stringify({ model: 'simulator', messages, ...fields }));
  if (parsed.type === 'refusal') throw new Error(parsed.refusal.message);
  return parsed.request;
}

function says(text: string, verbatim = false): Answerer {
  return () => ({ text, recordedMs: 0, verbatim });
}

function job(request: ModelRequest, answerer: Answerer, fault?: FaultKind): Job {
  const dealt = fault === undefined ? undefined : { kind: fault, random: seededRandom(5) };
  const prepared = prepareJob(request, answerer, dealt);
  if (prepared.type === 'too-long') throw new Error('too long');
  return prepared.job;
}

const plan = '{"plan_id": "p", "steps": [{"act" : "MoveTo", "x": 1, "y": 2}, {"act": "Scan", "radius": 5}]}';

describe('answer to a request', () => {
  it('is asked for with the last user message', () => {
    const asked: string[] = [];
    job(request({}), (prompt) => {
      asked.push(prompt);
      return { text: '', recordedMs: 0, verbatim: false };
    });
    expect(asked).toEqual(['the prompt']);
  });

  it('ends at the token limit, and says so', () => {
    const cut = job(request({ options: { num_predict: 3 } }), says('abcdefghijklmnop'));
    expect(cut).toMatchObject({ text: 'abcdefghijkl', pieces: ['abcd', 'efgh', 'ijkl'], doneReason: 'length' });
  });

  it('ends before the first stop word', () => {
    expect(job(request({ options: { stop: ['}]', 'XX'] } }), says('ab}]cdXX'))).toMatchObject({
      text: 'ab',
      doneReason: 'stop',
      stopWord: '}]',
    });
  });

  it('names no stop word that the token limit came before', () => {
    const limits = request({ options: { stop: ['p'], num_predict: 3 } });
    expect(job(limits, says('abcdefghijklmnop'))).toMatchObject({ doneReason: 'length', stopWord: '' });
  });

  it('goes out to the byte when it is a recording', () => {
    const limits = { options: { num_predict: 1, stop: ['c'] } };
    expect(job(request(limits), says('abcdefgh', true))).toMatchObject({ text: 'abcdefgh', doneReason: 'stop' });
  });

  it('counts every message of the prompt', () => {
    // "rules" is 2 tokens, 40 characters are 10.
    expect(job(request({}, 'x'.repeat(40)), says('')).promptTokens).toBe(12);
  });

  it('is refused when the prompt is longer than the context and must not be cut', () => {
    const long = request({ truncate: false, options: { num_ctx: 16 } }, 'x'.repeat(400));
    expect(prepareJob(long, says(''), undefined)).toEqual({ type: 'too-long' });
  });

  it('is planned from the end of the prompt when that is cut in silence', () => {
    const asked: string[] = [];
    const long = request({ options: { num_ctx: 4 } }, `${'x'.repeat(400)}the last letters`);
    const { promptTokens } = job(long, (prompt) => {
      asked.push(prompt);
      return { text: '', recordedMs: 0, verbatim: false };
    });
    expect(asked).toEqual(['the last letters']);
    expect(promptTokens).toBe(4);
  });

  it('ends where the context is full when the context must not shift', () => {
    const tight = request({ shift: false, options: { num_ctx: 12 } }, 'x'.repeat(32));
    expect(job(tight, says('abcdefghijklmnop'))).toMatchObject({ text: 'abcdefgh', doneReason: 'length' });
  });
});

describe('spoilt answer', () => {
  it('names a tool that does not exist, and is otherwise the same', () => {
    const { text } = job(request({}), says(plan), 'wrong-tool');
    expect(JSON.parse(text)).toEqual({
      plan_id: 'p',
      steps: [
        { act: 'HoldPosition', x: 1, y: 2 },
        { act: 'Scan', radius: 5 },
      ],
    });
  });

  it('names a tool that does not exist even where there was no plan', () => {
    expect(JSON.parse(job(request({}), says('no plan'), 'wrong-tool').text)).toMatchObject({
      steps: [{ act: 'HoldPosition' }],
    });
  });

  it('is JSON cut off in its middle half', () => {
    const { text, doneReason } = job(request({}), says(plan), 'truncated-json');
    expect(plan.startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThanOrEqual(plan.length / 4 - 1);
    expect(text.length).toBeLessThan((plan.length * 3) / 4);
    expect(() => JSON.parse(text)).toThrow();
    expect(doneReason).toBe('stop');
  });

  it('has characters of several bytes in it and is a plan still', () => {
    const { text } = job(request({}), says(plan), 'byte-by-byte');
    expect(JSON.parse(text)).toEqual({ ...JSON.parse(plan), plan_id: expect.stringMatching(/ï.*計.*😀/) });
    expect(job(request({}), says('no plan'), 'byte-by-byte').text).toMatch(/^no plan .*😀/);
  });

  it('breaks off where JSON allows white space', () => {
    expect(job(request({}), says(plan), 'endless-whitespace').text).toBe('{"plan_id": "p", "steps": [');
  });

  it('is empty', () => {
    expect(job(request({}), says(plan), 'empty')).toMatchObject({ text: '', pieces: [] });
  });
});
