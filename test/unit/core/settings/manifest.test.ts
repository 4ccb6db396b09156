import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manifestConfiguration, manifestTexts, RESTRICTED_SETTINGS } from '../../../../src/core/settings/manifest.ts';
import { SETTINGS } from '../../../../src/core/settings/settings.ts';
import { SETTING_TEXTS } from '../../../../src/core/settings/settingTexts.ts';

const texts = manifestTexts();
const groups = manifestConfiguration();
const properties = Object.assign(
  {},
  ...groups.map((group) => group.properties),
) as (typeof groups)[number]['properties'];

function fileOf(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8'));
}

describe('the configuration in the manifest', () => {
  it('is the one that the table of settings makes (if not: npm run manifest)', () => {
    const made: unknown = JSON.parse(JSON.stringify(manifestConfiguration()));
    expect(fileOf('package.json')).toHaveProperty('contributes.configuration', made);
    expect(fileOf('package.nls.json')).toMatchObject(texts);
  });

  it('lets a folder that is not trusted set none of those that lead requests (if not: npm run manifest)', () => {
    const file = new URL('../../../../package.json', import.meta.url);
    const { capabilities } = JSON.parse(readFileSync(file, 'utf8'));
    expect(capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(RESTRICTED_SETTINGS);
    const leading = /endpoint|model\.name|port$/;
    expect(Object.keys(SETTINGS).filter((key) => leading.test(key))).toEqual(
      RESTRICTED_SETTINGS.filter((key) => leading.test(key)),
    );
  });

  it('shows every setting once, under its heading, in the order of the table', () => {
    expect(groups.map(({ title, order }) => [texts[title.slice(1, -1)], order])).toEqual([
      ['Model', 0],
      ['Prompt cache', 1],
      ['Circuit breaker', 2],
      ['Queue and retries', 3],
      ['Time limits', 4],
      ['Traces', 5],
      ['Simulator', 6],
    ]);
    expect(groups.flatMap((group) => Object.keys(group.properties))).toEqual(Object.keys(SETTINGS));
    expect(Object.values(properties).map((property) => property['order'])).toEqual(
      Object.keys(SETTINGS).map((_, i) => i),
    );
  });

  it('gives a number its range, unit and default in words', () => {
    const wordsOf = (key: string): unknown =>
      texts[key]?.slice(String(SETTING_TEXTS[key as keyof typeof SETTINGS]).length);
    expect(properties['planscope.retry.initialMs']).toMatchObject({
      type: 'integer',
      default: 50,
      minimum: 0,
      maximum: 60_000,
      markdownDescription: '%planscope.retry.initialMs%',
    });
    expect(texts['planscope.retry.initialMs']).toBe(
      'Wait before the first retry. It doubles with each further one.\n\nIn milliseconds, from 0 to 60,000 (1 min). Default: 50.',
    );
    expect(wordsOf('planscope.cache.maxBytes')).toBe(
      '\n\nIn bytes, from 65,536 (64 KiB) to 1,073,741,824 (1 GiB). Default: 16,777,216 (16 MiB).',
    );
    expect(wordsOf('planscope.cache.ttlMs')).toBe(
      '\n\nIn milliseconds, from 1,000 (1 s) to 604,800,000 (7 d). Default: 3,600,000 (1 h).',
    );
    expect(wordsOf('planscope.retry.jitter')).toBe('\n\nFrom 0 to 1. Default: 0.25.');
    expect(wordsOf('planscope.simulator.port')).toBe('\n\nA whole number, from 0 to 65,535. Default: 0.');
  });

  it('links only to settings that there are', () => {
    const links = JSON.stringify(texts).matchAll(/`#([^#`]+)#`/g);
    const linked = [...links].map(([, key]) => key ?? '');
    expect(linked.length).toBeGreaterThan(5);
    expect(linked.filter((key) => !Object.hasOwn(SETTINGS, key))).toEqual([]);
  });

  it('lets the editor refuse an empty text where one is needed', () => {
    expect(properties['planscope.model.name']).toMatchObject({ type: 'string', minLength: 1 });
    expect(properties['planscope.model.endpoint']).not.toHaveProperty('minLength');
  });

  it('offers the words of a choice, each with what it means', () => {
    const { enum: words, markdownEnumDescriptions: meanings } = properties['planscope.cache.nearMatch'] ?? {};
    expect(words).toEqual(['off', 'shadow', 'on']);
    expect(meanings).toEqual(['off', 'shadow', 'on'].map((word) => `%planscope.cache.nearMatch.${word}%`));
    expect(Object.values(texts)).not.toContain('');
  });

  it('shows a switch as one', () => {
    expect(properties['planscope.cache.enabled']).toMatchObject({ type: 'boolean', default: true });
  });

  it.each(Object.entries(SETTING_TEXTS))('says of %s what it does, in whole sentences', (_key, text) => {
    expect(text).toMatch(/^[A-Z0-9].*[.*]$/s);
    expect(text.length).toBeGreaterThan(35);
  });
});
