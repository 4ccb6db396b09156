import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manifestConfiguration, RESTRICTED_SETTINGS } from '../../../../src/core/settings/manifest.ts';
import { SETTINGS } from '../../../../src/core/settings/settings.ts';

const { title, properties } = manifestConfiguration();

describe('the configuration in the manifest', () => {
  it('is the one that the table of settings makes (if not: npm run manifest)', () => {
    const file = new URL('../../../../package.json', import.meta.url);
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(manifest).toHaveProperty('contributes.configuration', JSON.parse(JSON.stringify(manifestConfiguration())));
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

  it('shows every setting in the order of the table', () => {
    expect(title).toBe('Planscope');
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
      markdownDescription: 'Wait before the first retry; it doubles with each further one. In ms.',
    });
    expect(properties['planscope.retry.jitter']).toMatchObject({ type: 'number', minimum: 0, maximum: 1 });
  });

  it('lets the editor refuse an empty text where one is needed', () => {
    expect(properties['planscope.model.name']).toMatchObject({ type: 'string', minLength: 1 });
    expect(properties['planscope.model.endpoint']).not.toHaveProperty('minLength');
  });

  it('offers the words of a choice, each with what it means', () => {
    const { enum: words, markdownEnumDescriptions: meanings } = properties['planscope.cache.nearMatch'] ?? {};
    expect(words).toEqual(['off', 'shadow', 'on']);
    expect(meanings).toHaveLength(3);
  });

  it('shows a switch as one', () => {
    expect(properties['planscope.cache.enabled']).toMatchObject({ type: 'boolean', default: true });
  });
});
