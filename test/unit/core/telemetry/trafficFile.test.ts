import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../src/core/base/errors.ts';
import type { RecordedTraffic } from '../../../../src/core/telemetry/traffic.ts';
import { parseTraffic, serializeTraffic } from '../../../../src/core/telemetry/trafficFile.ts';

const BASE64 = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'];
const anyTraffic: fc.Arbitrary<RecordedTraffic> = fc.record({
  maxEntries: fc.integer({ min: 1, max: 100_000 }),
  ttlMs: fc.integer({ min: 1_000, max: 604_800_000 }),
  requests: fc.array(
    fc.record({
      key: fc.array(fc.constantFrom(...BASE64), { minLength: 7, maxLength: 7 }).map((all) => all.join('')),
      atMs: fc.double({ min: 0, max: 8.64e15, noNaN: true }).map((ms) => ms + 0),
      hit: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  ),
});

const header = '{"planscopeTraffic":1,"requests":2,"maxEntries":1000,"ttlMs":3600000}';
const hit = '{"key":"abc+/12","atMs":1700000000000,"hit":true}';
const miss = '{"key":"abc+/12","atMs":1699999999999,"hit":false}';

function refusal(text: string): InputError {
  try {
    parseTraffic(text, 'some.jsonl');
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('It was read.');
}

describe('recorded traffic in a file', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(anyTraffic, (traffic) => {
        expect(parseTraffic(serializeTraffic(traffic), 'x')).toEqual(traffic);
      }),
    );
  });

  it('is one line of JSON that says what it is, and one for each request', () => {
    const requests = [{ key: 'abc+/12', atMs: 1_700_000_000_000, hit: true }];
    expect(serializeTraffic({ requests, maxEntries: 1_000, ttlMs: 3_600_000 })).toBe(
      `{"planscopeTraffic":1,"about":"Which questions the cache was asked, as digests, and when. No prompts, no answers.","requests":1,"maxEntries":1000,"ttlMs":3600000}\n${hit}\n`,
    );
  });

  it('may have a byte order mark, Windows line ends, empty lines at its end and members that are not known', () => {
    const text = `\uFEFF${header}\r\n${hit.replace('{', '{"prompt":"secret",')}\r\n${miss}\r\n\r\n`;
    const traffic = parseTraffic(text, 'x');
    expect(traffic).toEqual({
      maxEntries: 1_000,
      ttlMs: 3_600_000,
      requests: [
        { key: 'abc+/12', atMs: 1_700_000_000_000, hit: true },
        { key: 'abc+/12', atMs: 1_699_999_999_999, hit: false },
      ],
    });
  });

  it.each([
    ['', 'not-traffic', 'some.jsonl, line 1: this is no recorded traffic'],
    ['{}', 'not-traffic', 'line 1: this is no recorded traffic'],
    ['null', 'not-traffic', 'line 1'],
    ['[1]', 'not-traffic', 'line 1'],
    ['"planscopeTraffic"', 'not-traffic', 'line 1'],
    ['{"schemaVersion":1}', 'not-traffic', 'Name a file that "Planscope: Export Recorded Traffic…" wrote'],
    [`{"planscopeTraffic":2}\n${hit}`, 'unknown-version', 'line 1: this traffic is of another version'],
    [`{"planscopeTraffic":"1"}\n${hit}`, 'unknown-version', 'this Planscope reads version 1'],
    ['{"planscopeTraffic":1,"requests":0,"maxEntries":1,"ttlMs":1}', 'not-traffic', '"requests" must be a whole'],
    [header.replace('1000', '0'), 'not-traffic', '"maxEntries" must be a whole number from 1'],
    [header.replace('3600000', '1.5'), 'not-traffic', '"ttlMs" must be a whole number from 1'],
    [header.replace(':2', ':100001'), 'not-traffic', '"requests" must be a whole number from 1 to 100000'],
    [`${header}\n${hit}`, 'not-traffic', 'holds 1 requests, but its first line says 2: it was cut short'],
    [`${header}\n${hit}\n${miss}\n${miss}`, 'not-traffic', 'holds 3 requests, but its first line says 2'],
    [`${header}\n${hit}\n\n${miss}`, 'not-traffic', 'holds 3 requests'],
    [`${header}\n${hit}\n${miss.slice(0, -5)}`, 'not-traffic', 'some.jsonl, line 3: this is no JSON object'],
    [`${header}\n7\n${miss}`, 'not-traffic', 'line 2: this is no JSON object'],
    [`${header}\n${hit}\n${miss.replace('abc', 'ab')}`, 'not-traffic', 'line 3: "key" must be 7 characters'],
    [`${header}\n${hit}\n${miss.replace('abc', 'ab\\u001b')}`, 'not-traffic', 'line 3: "key" must be 7 characters'],
    [`${header}\n${hit}\n${miss.replace('false', '0')}`, 'not-traffic', 'line 3: "hit" must be true or false'],
    [`${header}\n${hit}\n${miss.replace(/"atMs":\d+/, '"atMs":-1')}`, 'not-traffic', '"atMs" must be a number from 0'],
    [`${header}\n${hit}\n${miss.replace(/"atMs":\d+/, '"atMs":1e99')}`, 'not-traffic', 'line 3: "atMs"'],
    [`${header}\n${hit}\n${miss.replace(/"atMs":\d+/, '"atMs":"now"')}`, 'not-traffic', 'line 3: "atMs"'],
    [`${header}\n${hit}\n{"__proto__":{"key":"abc+/12","atMs":1,"hit":true}}`, 'not-traffic', 'line 3: "key"'],
    [`${header}\n${hit}\n${'['.repeat(5_000_000)}`, 'not-traffic', 'line 3: this is no JSON object'],
    [`${header}\n`.repeat(300_000), 'too-large', 'some.jsonl is too long for recorded traffic: at most 16 MiB'],
  ])('is refused with its place when it is wrong: %.60s', (text, code, words) => {
    const error = refusal(text);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.message.length).toBeLessThan(300);
    expect(error.message).toMatch(/Export|Name|Update/);
  });

  it('is read or refused, whatever one character of it becomes', () => {
    const text = `${header}\n${hit}\n${miss}\n`;
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, other) => {
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        try {
          expect(parseTraffic(changed, 'x').requests).toHaveLength(2);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});
