import { SETTINGS, type Setting, type SettingKey } from './settings.ts';

/** One property of the manifest's `contributes.configuration`. */
type ManifestProperty = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The manifest's `contributes.configuration`, made from the table of settings. */
export function manifestConfiguration(): {
  readonly title: string;
  readonly properties: Readonly<Record<string, ManifestProperty>>;
} {
  const properties: Record<string, ManifestProperty> = {};
  (Object.keys(SETTINGS) as SettingKey[]).forEach((key, order) => {
    properties[key] = { ...propertyOf(SETTINGS[key]), order };
  });
  return { title: 'Planscope', properties };
}

/**
 * The manifest's `restrictedConfigurations`: what a folder that the user does not trust must not set. They say where requests
 * go and what listens, and how much is kept in the cache that all windows share.
 */
export const RESTRICTED_SETTINGS = [
  'planscope.model.endpoint',
  'planscope.model.name',
  'planscope.cache.maxEntries',
  'planscope.cache.maxBytes',
  'planscope.cache.ttlMs',
  'planscope.cache.persist',
  'planscope.simulator.port',
] as const satisfies readonly SettingKey[];

function propertyOf(setting: Setting): ManifestProperty {
  switch (setting.type) {
    case 'boolean':
      return { type: 'boolean', default: setting.default, markdownDescription: setting.text };
    case 'string':
      return {
        type: 'string',
        default: setting.default,
        markdownDescription: setting.text,
        ...(setting.allowEmpty ? {} : { minLength: 1 }),
      };
    case 'choice':
      return {
        type: 'string',
        default: setting.default,
        enum: Object.keys(setting.choices),
        markdownEnumDescriptions: Object.values(setting.choices),
        markdownDescription: setting.text,
      };
    case 'number': {
      const unit = setting.unit === '' ? '' : ` In ${setting.unit}.`;
      return {
        type: setting.isWhole ? 'integer' : 'number',
        default: setting.default,
        minimum: setting.min,
        maximum: setting.max,
        markdownDescription: `${setting.text}${unit}`,
      };
    }
  }
}
