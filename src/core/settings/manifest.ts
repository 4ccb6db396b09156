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
