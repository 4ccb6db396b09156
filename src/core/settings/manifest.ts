import { SETTINGS, type Setting, type SettingKey } from './settings.ts';

/** One property of the manifest's `contributes.configuration`; each text of it is a `%key%`. */
type ManifestProperty = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The manifest's `contributes.configuration`, made from the table of settings. */
export function manifestConfiguration(): {
  readonly title: string;
  readonly properties: Readonly<Record<string, ManifestProperty>>;
} {
  const properties = settings().map(([key, setting], order) => [key, { ...propertyOf(key, setting), order }]);
  return { title: '%displayName%', properties: Object.fromEntries(properties) };
}

/** What the keys of the settings stand for, as `package.nls.json` says it: each begins with the setting's own key. */
export function manifestTexts(): Readonly<Record<string, string>> {
  return Object.fromEntries(settings().flatMap(([key, setting]) => textsOf(key, setting)));
}

function settings(): readonly (readonly [SettingKey, Setting])[] {
  return (Object.keys(SETTINGS) as SettingKey[]).map((key) => [key, SETTINGS[key]]);
}

function propertyOf(key: SettingKey, setting: Setting): ManifestProperty {
  const markdownDescription = `%${key}%`;
  switch (setting.type) {
    case 'boolean':
      return { type: 'boolean', default: setting.default, markdownDescription };
    case 'string':
      return {
        type: 'string',
        default: setting.default,
        markdownDescription,
        ...(setting.allowEmpty ? {} : { minLength: 1 }),
      };
    case 'choice': {
      const choices = Object.keys(setting.choices);
      return {
        type: 'string',
        default: setting.default,
        enum: choices,
        markdownEnumDescriptions: choices.map((choice) => `%${key}.${choice}%`),
        markdownDescription,
      };
    }
    case 'number':
      return {
        type: setting.isWhole ? 'integer' : 'number',
        default: setting.default,
        minimum: setting.min,
        maximum: setting.max,
        markdownDescription,
      };
  }
}

function textsOf(key: SettingKey, setting: Setting): (readonly [string, string])[] {
  const unit = setting.type === 'number' && setting.unit !== '' ? ` In ${setting.unit}.` : '';
  const choices = setting.type === 'choice' ? Object.entries(setting.choices) : [];
  return [[key, `${setting.text}${unit}`], ...choices.map(([word, meaning]) => [`${key}.${word}`, meaning] as const)];
}
