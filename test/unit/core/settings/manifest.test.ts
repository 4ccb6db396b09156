import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manifestConfiguration, manifestTexts } from '../../../../src/core/settings/manifest.ts';
import { SETTINGS } from '../../../../src/core/settings/settings.ts';

const { title, properties } = manifestConfiguration();

function fileOf(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8'));
}

describe('the configuration in the manifest', () => {
  it('is the one that the table of settings makes (if not: npm run manifest)', () => {
    const made: unknown = JSON.parse(JSON.stringify(manifestConfiguration()));
    expect(fileOf('package.json')).toHaveProperty('contributes.configuration', made);
    expect(fileOf('package.nls.json')).toMatchObject(manifestTexts());
  });

  it('shows every setting in the order of the table', () => {
    expect(title).toBe('%displayName%');
    expect(Object.keys(properties)).toEqual(Object.keys(SETTINGS));
    expect(Object.values(properties).map((property) => property['order'])).toEqual(
      Object.keys(SETTINGS).map((_, i) => i),
    );
  });

  it('gives a number its range and its unit', () => {
    expect(properties['planscope.retry.initialMs']).toMatchObject({
      type: 'integer',
      default: 50,
      minimum: 0,
      maximum: 60_000,
      markdownDescription: '%planscope.retry.initialMs%',
    });
    expect(manifestTexts()['planscope.retry.initialMs']).toBe(
      'Wait before the first retry; it doubles with each further one. In ms.',
    );
    expect(properties['planscope.retry.jitter']).toMatchObject({ type: 'number', minimum: 0, maximum: 1 });
  });

  it('lets the editor refuse an empty text where one is needed', () => {
    expect(properties['planscope.model.name']).toMatchObject({ type: 'string', minLength: 1 });
    expect(properties['planscope.model.endpoint']).not.toHaveProperty('minLength');
  });

  it('offers the words of a choice, each with what it means', () => {
    const { enum: words, markdownEnumDescriptions: meanings } = properties['planscope.cache.nearMatch'] ?? {};
    expect(words).toEqual(['off', 'shadow', 'on']);
    expect(meanings).toEqual(['off', 'shadow', 'on'].map((word) => `%planscope.cache.nearMatch.${word}%`));
    expect(manifestTexts()['planscope.cache.nearMatch.off']).toBe('Only an equal world is answered from the cache.');
  });

  it('shows a switch as one', () => {
    expect(properties['planscope.cache.enabled']).toMatchObject({ type: 'boolean', default: true });
  });
});
