import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type FaultKind, type FaultTimes, faultMeanings, isFaultKind } from '../../../src/core/simulator/faults.ts';
import type { Simulator } from '../../../src/core/simulator/simulator.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { type RawDialect, rawDialects } from './dialects.ts';
import { call, type RawAnswer, type RawCall } from './rawClient.ts';
import { startForTest } from './startForTest.ts';

type Body = Parameters<RawDialect['body']>[0];

function start(kind: FaultKind, times: FaultTimes = {}): Promise<Simulator> {
  return startForTest({ faults: { type: 'script', sequence: [kind], ...times } });
}

function ask(simulator: Simulator, dialect: RawDialect, body?: Body): RawCall {
  return call(simulator.endpoint, dialect.path, { body: dialect.body(body) });
}

async function firstAnswer(kind: FaultKind, dialect: RawDialect, body?: Body, times?: FaultTimes): Promise<RawAnswer> {
  return ask(await start(kind, times), dialect, body).answer;
}

const kinds = Object.keys(faultMeanings).filter(isFaultKind);

/** What each fault looks like at the other end; `whole` where an answer that is not streamed differs. */
const seen: Readonly<Record<FaultKind, { stream: Check; whole?: Check }>> = {
  refuse: { stream: noHeader },
  reset: { stream: noHeader },
  stall: { stream: untilLeft({}) },
  error: { stream: refused(500, /ended unexpectedly/) },
  busy: { stream: refused(503, /busy/) },
  'bad-request': { stream: refused(400, /told to refuse/) },
  unauthorized: { stream: refused(401, /Invalid API Key/) },
  'unknown-model': { stream: refused(404, /simulator.*(not found|does not exist)/) },
  'request-timeout': { stream: refused(408, /too long/) },
  'rate-limit': { stream: refused(429, /too many/) },
  'retry-after': { stream: refused(429, /too many/, { 'retry-after': '7' }) },
  'not-ready': { stream: refused(503, /[Ll]oading model/) },
  'bad-gateway': { stream: page(502) },
  'html-page': { stream: page(200) },
  'redirect-302': { stream: redirected(302) },
  'redirect-307': { stream: redirected(307) },
  'truncated-json': { stream: said(/^\{"plan_id".*[^}]$/) },
  'wrong-tool': { stream: said(/"HoldPosition"/) },
  empty: { stream: said(/^$/) },
  loading: { stream: said(/^\{"plan_id".*\}$/) },
  'byte-by-byte': { stream: inSingleBytes, whole: inSingleBytes },
  'run-on': { stream: ranOn, whole: ranOn },
  'headers-only': { stream: untilLeft({ status: 200 }) },
  'stall-stream': { stream: leftInTheMiddle },
  'reset-stream': { stream: brokenOff },
  'wrong-length': { stream: brokenOff },
  'truncated-stream': { stream: endedEarly },
  'error-in-stream': { stream: failedInTheMiddle, whole: failedInTheMiddle },
  'malformed-stream': { stream: unreadable, whole: unreadable },
  'slow-drip': { stream: forEver(/^\{"plan_id":"endless","steps":\[\{"act":"Scan"/) },
  endless: { stream: forEver(/^\{"plan_id":"endless","steps":\[(\{"act":"Scan","radius":\d+\},){400}/) },
  'endless-whitespace': { stream: forEver(/^\{"plan_id":"[^"]*","steps":\[\s{100}/) },
  'repeating-token': { stream: forEver(/^\{"plan_id.*( and){100}/) },
};

type Check = (kind: FaultKind, dialect: RawDialect, stream: boolean) => Promise<void>;

const times: FaultTimes = { loadingMs: 0, retryAfterS: 7, dripMs: 0.1 };

describe.each(rawDialects)('in the dialect of $name', (dialect) => {
  it.each(kinds)('%s is seen as it is meant', async (kind) => {
    await seen[kind].stream(kind, dialect, true);
  });

  it.each(kinds)('%s is seen as it is meant in an answer that is not streamed', async (kind) => {
    const { stream, whole = stream } = seen[kind];
    await whole(kind, dialect, false);
  });

  it('the request after a fault is answered', async () => {
    for (const kind of kinds) {
      const simulator = await start(kind, times);
      const failing = ask(simulator, dialect);
      await vi.waitFor(() => expect(simulator.stats().faultsInjected).toEqual({ [kind]: 1 }));
      failing.abort();
      const { text } = await ask(simulator, dialect).answer;
      expect(dialect.isDone(text), kind).toBe(true);
      expect(JSON.parse(dialect.words(text)), kind).toMatchObject({ steps: [{ act: 'MoveTo' }] });
    }
  });

  it('an endless answer goes at its reader’s pace and ends with it', async () => {
    const sockets: Socket[] = [];
    const onRequest = (message: unknown): void => void sockets.push((message as { socket: Socket }).socket);
    subscribe('http.server.request.start', onRequest);
    onTestFinished(() => void unsubscribe('http.server.request.start', onRequest));
    const simulator = await start('endless');
    const reading = ask(simulator, dialect);
    await reading.firstData;
    reading.pause();
    const [socket] = sockets;
    // The buffers of both ends are full after a few turns; what is written from then on would stay in memory.
    await turns(500);
    const before = socket?.bytesWritten ?? 0;
    await turns(200);
    expect(before).toBeGreaterThan(100_000);
    expect(socket?.bytesWritten).toBe(before);
    expect(socket?.writableLength).toBeLessThan(1_000_000);
    reading.resume();
    await vi.waitFor(() => expect(reading.received()).toBeGreaterThan(before + 2_000_000), 10_000);
    reading.abort();
    await vi.waitFor(() => expect(simulator.stats()).toMatchObject({ activeRequests: 0, aborted: 1, openSockets: 0 }));
    // Whoever went on writing to nobody would always have a turn to wait for.
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('Immediate'));
  });
});

describe('not-ready', () => {
  it.each(rawDialects)('lasts from the first refusal on, for all that is asked, and once ($name)', async (dialect) => {
    const faults = { type: 'rates', rates: [{ kind: 'not-ready', rate: 1 }], loadingMs: 60_000 } as const;
    const clock = new FakeClock();
    const simulator = await startForTest({ faults, clock });
    const status = async (path: string): Promise<number | undefined> =>
      (await call(simulator.endpoint, path).answer).status;
    expect(await status('/health')).toBe(200);
    expect((await ask(simulator, dialect).answer).status).toBe(503);
    await clock.advance(59_999);
    expect((await ask(simulator, dialect).answer).status).toBe(503);
    const paths = ['/health', '/props', '/v1/models', '/api/version'];
    expect(await Promise.all(paths.map(status))).toEqual([503, 503, 503, 200]);
    await clock.advance(1);
    expect((await ask(simulator, dialect).answer).status).toBe(200);
    expect(await Promise.all(paths.map(status))).toEqual([200, 200, 200, 200]);
    expect(simulator.stats()).toMatchObject({ requests: 3, faultsInjected: { 'not-ready': 2 } });
    await simulator.setFaults(faults);
    expect((await ask(simulator, dialect).answer).status).toBe(503);
  });
});

async function noHeader(kind: FaultKind, dialect: RawDialect, stream: boolean): Promise<void> {
  expect(await firstAnswer(kind, dialect, { stream })).toEqual({ text: '', complete: false, error: 'ECONNRESET' });
}

function refused(status: number, message: RegExp, headers: object = {}): Check {
  return async (kind, dialect, stream) => {
    const answer = await firstAnswer(kind, dialect, { stream }, times);
    expect(answer).toMatchObject({ status, complete: true, headers, contentType: 'application/json; charset=utf-8' });
    expect('retry-after' in (answer.headers ?? {})).toBe('retry-after' in headers);
    expect(dialect.errorMessage(answer.text)).toMatch(message);
  };
}

function page(status: number): Check {
  return async (kind, dialect, stream) => {
    const answer = await firstAnswer(kind, dialect, { stream });
    expect(answer).toMatchObject({ status, complete: true, contentType: 'text/html; charset=utf-8' });
    expect(answer.text).toMatch(/^<!doctype html>/);
  };
}

function redirected(status: number): Check {
  return async (kind, dialect, stream) => {
    const location = expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/./);
    expect(await firstAnswer(kind, dialect, { stream })).toMatchObject({ status, headers: { location }, text: '' });
  };
}

function said(words: RegExp): Check {
  return async (kind, dialect, stream) => {
    const answer = await firstAnswer(kind, dialect, { stream }, times);
    expect(answer).toMatchObject({ status: 200, complete: true });
    if (stream) expect(dialect.isDone(answer.text)).toBe(true);
    expect(stream ? dialect.words(answer.text) : dialect.whole(answer.text)).toMatch(words);
  };
}

/** No words, at most headers, until the client leaves. */
function untilLeft(answer: object): Check {
  return async (kind, dialect, stream) => {
    const simulator = await start(kind);
    const standing = ask(simulator, dialect, { stream });
    await vi.waitFor(() => expect(simulator.stats().faultsInjected).toEqual({ [kind]: 1 }));
    if (kind !== 'stall') await standing.headers;
    // Another one is answered meanwhile: only this answer stands still.
    expect(await ask(simulator, dialect).answer).toMatchObject({ complete: true });
    expect(simulator.stats().activeRequests).toBe(1);
    standing.abort();
    const last = await standing.answer;
    expect(last).toMatchObject({ complete: false, text: '', ...answer });
    expect('status' in last).toBe('status' in answer);
    await vi.waitFor(() => expect(simulator.stats()).toMatchObject({ activeRequests: 0, aborted: 1 }));
  };
}

async function leftInTheMiddle(kind: FaultKind, dialect: RawDialect, stream: boolean): Promise<void> {
  const simulator = await start(kind);
  const standing = ask(simulator, dialect, { stream });
  await standing.firstData;
  expect(await ask(simulator, dialect).answer).toMatchObject({ complete: true });
  expect(simulator.stats().activeRequests).toBe(1);
  standing.abort();
  const answer = await standing.answer;
  expect(answer).toMatchObject({ status: 200, complete: false });
  expectPart(dialect, answer, stream);
}

async function brokenOff(kind: FaultKind, dialect: RawDialect, stream: boolean): Promise<void> {
  const answer = await firstAnswer(kind, dialect, { stream });
  expect(answer).toMatchObject({ status: 200, complete: false, error: 'ECONNRESET' });
  if (kind === 'wrong-length') {
    const promised = Number(answer.headers?.['content-length']);
    expect(promised).toBeGreaterThan(Buffer.byteLength(answer.text));
  }
  expectPart(dialect, answer, stream);
}

async function endedEarly(kind: FaultKind, dialect: RawDialect, stream: boolean): Promise<void> {
  const answer = await firstAnswer(kind, dialect, { stream });
  expect(answer).toMatchObject({ status: 200, complete: true });
  expectPart(dialect, answer, stream);
}

/** Something, but not all of it. */
function expectPart(dialect: RawDialect, { text, contentType }: RawAnswer, stream: boolean): void {
  expect(text.length).toBeGreaterThan(0);
  if (!stream) {
    expect(() => dialect.whole(text)).toThrow();
    return;
  }
  expect(contentType).toBe(dialect.streamType);
  expect(dialect.isDone(text)).toBe(false);
  expect(() => JSON.parse(dialect.words(text))).toThrow();
}

async function failedInTheMiddle(kind: FaultKind, dialect: RawDialect, stream: boolean): Promise<void> {
  const answer = await firstAnswer(kind, dialect, { stream });
  expect(answer).toMatchObject({ status: 200, complete: true });
  expect(dialect.errorMessage(answer.text)).toMatch(/failed in the middle/);
  if (stream) expect(answer.text).toContain('{\\"pl');
}

async function unreadable(kind: FaultKind, dialect: RawDialect, stream: boolean): Promise<void> {
  const { text, ...head } = await firstAnswer(kind, dialect, { stream });
  expect(head).toMatchObject({ status: 200, complete: true });
  expect(() => (stream ? dialect.words(text) : dialect.whole(text))).toThrow(SyntaxError);
  if (!stream) return;
  const end = dialect.name === 'ollama' ? '\n' : '\n\n';
  const readable = text.split(end).filter((part) => part === '' || part.includes('[DONE]') || isJson(part));
  expect(readable).toHaveLength(text.split(end).length - 1);
  expect(dialect.isDone(readable.join(end))).toBe(true);
  // Whoever skips what it cannot read gets a plan with a hole.
  expect(dialect.words(readable.join(end))).toMatch(/^\{"plan_id".*\}$/);
}

async function inSingleBytes(kind: FaultKind, dialect: RawDialect, stream: boolean): Promise<void> {
  const answer = await firstAnswer(kind, dialect, { stream });
  expect(answer).toMatchObject({ status: 200, complete: true });
  const words = stream ? dialect.words(answer.text) : dialect.whole(answer.text);
  expect(JSON.parse(words)).toMatchObject({ plan_id: 'naïve–計画–😀', steps: [{ act: 'MoveTo' }] });
  expect(answer.arrivalBytes).toEqual(new Set([1]));
}

async function ranOn(kind: FaultKind, dialect: RawDialect, stream: boolean): Promise<void> {
  const { text, ...head } = await firstAnswer(kind, dialect, { stream, maxTokens: 60 });
  expect(head).toMatchObject({ status: 200, complete: true });
  const words = stream ? dialect.words(text) : dialect.whole(text);
  const { plan, rest } = /^(?<plan>\{.*\})(?<rest>[^{}]*)$/s.exec(words)?.groups ?? {};
  expect(JSON.parse(plan ?? '')).toMatchObject({ steps: [{ act: 'MoveTo' }] });
  expect(rest).toMatch(/ I hope that this plan is of use\. The gate/);
  expect(text).toMatch(/"(done_reason|finish_reason|stop_type)":"(length|limit)"/);
  expect(text).toMatch(/"(eval_count|predicted_n)":60\b/);
  if (stream) expect(dialect.isDone(text)).toBe(true);
}

/** Reads until `words` have come and then some, and finds that leaving ends it. */
function forEver(words: RegExp): Check {
  return async (kind, dialect, stream) => {
    const simulator = await start(kind, times);
    const reading = ask(simulator, dialect, { stream });
    // Enough for the words in question; of an endless answer there is soon more than can be looked at.
    const spoken = (): string =>
      stream ? dialect.words(reading.text().slice(0, 1_000_000)) : wordsOfPart(reading.text().slice(0, 50_000));
    await vi.waitFor(() => expect(spoken()).toMatch(words), 10_000);
    const soFar = reading.received();
    await vi.waitFor(() => expect(reading.received()).toBeGreaterThan(soFar), 10_000);
    expect(simulator.stats().activeRequests).toBe(1);
    reading.abort();
    expect(await reading.answer).toMatchObject({ status: 200, complete: false });
    await vi.waitFor(() => expect(simulator.stats()).toMatchObject({ activeRequests: 0, aborted: 1 }));
  };
}

/** The words in an object that is not closed yet. */
function wordsOfPart(text: string): string {
  const [, escaped = ''] = /"content":"((?:[^"\\]|\\.)*)/s.exec(text) ?? [];
  return JSON.parse(`"${escaped}"`);
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function isJson(part: string): boolean {
  try {
    JSON.parse(part.replace(/^data: /, ''));
    return true;
  } catch {
    return false;
  }
}
