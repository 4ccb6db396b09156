import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultSettings,
  isHttpUrl,
  readSettings,
  SETTINGS,
  type Setting,
  type SettingKey,
} from '../../../../src/core/settings/settings.ts';

const entries = Object.entries(SETTINGS) as [SettingKey, Setting][];

/** The settings when only `key` is set, and what was warned of. */
function readWith(key: SettingKey, value: unknown): { readonly value: unknown; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const settings = readSettings(
    (asked) => (asked === key ? value : undefined),
    (message) => warnings.push(message),
  );
  return { value: settings[key], warnings };
}

describe('the table of settings', () => {
  it.each(entries)('%s has a default that is good', (key, setting) => {
    expect(readWith(key, setting.default)).toEqual({ value: setting.default, warnings: [] });
  });

  it('gives every key when none is set', () => {
    const settings = defaultSettings();
    expect(Object.keys(settings)).toEqual(entries.map(([key]) => key));
    for (const [key, setting] of entries) expect(settings[key]).toBe(setting.default);
  });

  it('holds the numbers that the design fixes', () => {
    expect(defaultSettings()).toMatchObject({
      'planscope.breaker.failureThreshold': 5,
      'planscope.breaker.trialSuccesses': 2,
      'planscope.retry.maxRetries': 3,
      'planscope.retry.initialMs': 50,
      'planscope.retry.maxMs': 500,
      'planscope.retry.jitter': 0.25,
      'planscope.model.temperature': 0,
    });
  });
});

describe('a good value', () => {
  it.each(entries.filter(([, { type }]) => type === 'number'))(
    'of %s may be its least and its greatest',
    (key, setting) => {
      if (setting.type !== 'number') return;
      expect(readWith(key, setting.min)).toEqual({ value: setting.min, warnings: [] });
      expect(readWith(key, setting.max)).toEqual({ value: setting.max, warnings: [] });
    },
  );

  it('of an address may be empty where the setting allows it', () => {
    expect(readWith('planscope.model.endpoint', '').warnings).toEqual([]);
    expect(readWith('planscope.model.endpoint', 'https://models.example:8443/').warnings).toEqual([]);
  });
});

describe('a bad value', () => {
  it.each<[SettingKey, unknown, string]>([
    [
      'planscope.breaker.failureThreshold',
      0,
      'The setting planscope.breaker.failureThreshold is 0, but must be a whole number from 1 to 100 failures. Its default 5 is used.',
    ],
    [
      'planscope.retry.maxRetries',
      2.5,
      'The setting planscope.retry.maxRetries is 2.5, but must be a whole number from 0 to 10 retries. Its default 3 is used.',
    ],
    [
      'planscope.retry.jitter',
      '0.2',
      'The setting planscope.retry.jitter is "0.2", but must be a number from 0 to 1. Its default 0.25 is used.',
    ],
    [
      'planscope.cache.enabled',
      'yes',
      'The setting planscope.cache.enabled is "yes", but must be true or false. Its default true is used.',
    ],
    [
      'planscope.cache.nearMatch',
      'maybe',
      'The setting planscope.cache.nearMatch is "maybe", but must be one of off, shadow, on. Its default "off" is used.',
    ],
    [
      'planscope.model.name',
      ' ',
      'The setting planscope.model.name is " ", but must be a text that is not empty. Its default "phi3" is used.',
    ],
    [
      'planscope.model.endpoint',
      'localhost:11434',
      'The setting planscope.model.endpoint is "localhost:11434", but must be an address such as http://127.0.0.1:11434, without user name, ? and #, or empty. Its default "" is used.',
    ],
  ])('of %s (%j) gives the default and one warning with key, value and range', (key, value, warning) => {
    expect(readWith(key, value)).toEqual({ value: SETTINGS[key].default, warnings: [warning] });
  });

  it.each(entries)('of %s is never let through', (key, setting) => {
    const wrong = [
      null,
      {},
      [],
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -1e9,
      setting.type === 'string' ? 7 : 'no such word',
    ];
    for (const value of wrong) {
      expect(readWith(key, value).value).toBe(setting.default);
      expect(readWith(key, value).warnings).toHaveLength(1);
    }
  });

  it('takes no other setting with it', () => {
    const warnings: string[] = [];
    const settings = readSettings(
      (key) => (key === 'planscope.retry.maxRetries' ? -1 : key === 'planscope.retry.maxMs' ? 900 : undefined),
      (message) => warnings.push(message),
    );
    expect(settings).toMatchObject({ 'planscope.retry.maxRetries': 3, 'planscope.retry.maxMs': 900 });
    expect(warnings).toHaveLength(1);
  });
});

describe('whatever is set', () => {
  it('every value read is of its type and in its range, with a warning for each that was not', () => {
    const anything = fc.oneof(fc.anything(), fc.integer(), fc.double(), fc.string(), fc.boolean());
    fc.assert(
      fc.property(fc.array(anything, { minLength: entries.length, maxLength: entries.length }), (values) => {
        let warnings = 0;
        const settings = readSettings(
          (key) => values[entries.findIndex(([name]) => name === key)],
          () => warnings++,
        );
        let replaced = 0;
        for (const [i, [key, setting]] of entries.entries()) {
          const value: unknown = settings[key];
          expect(typeof value).toBe(setting.type === 'choice' ? 'string' : setting.type);
          if (setting.type === 'choice') expect(setting.choices).toContain(value);
          if (setting.type === 'number') {
            expect(value).toBeGreaterThanOrEqual(setting.min);
            expect(value).toBeLessThanOrEqual(setting.max);
          }
          if (values[i] !== undefined && !Object.is(values[i], value)) replaced++;
        }
        expect(warnings).toBeGreaterThanOrEqual(replaced);
      }),
    );
  });
});

describe('an address', () => {
  it.each(['http://127.0.0.1:11434', 'https://host', 'http://[::1]:8080/'])('%s is good', (text) => {
    expect(isHttpUrl(text)).toBe(true);
  });

  it.each([
    '',
    '127.0.0.1:11434',
    'ftp://host',
    'file:///etc',
    'http://',
    'http://user:secret@host',
    'http://user@host',
    'http://host/?key=1',
    'http://host/v1?',
    'http://host/#top',
  ])('%j is not', (text) => {
    expect(isHttpUrl(text)).toBe(false);
  });
});
