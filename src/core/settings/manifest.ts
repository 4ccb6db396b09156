import { SETTINGS, type Setting, type SettingKey } from './settings.ts';
import { CHOICE_TEXTS, SETTING_GROUPS, SETTING_TEXTS } from './settingTexts.ts';

/** One property of the manifest's `contributes.configuration`; each text of it is a `%key%`. */
type ManifestProperty = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** One group of settings in the manifest: a heading of its own in the settings editor. */
export interface ManifestGroup {
  readonly title: string;
  readonly order: number;
  readonly properties: Readonly<Record<string, ManifestProperty>>;
}

/**
 * The manifest's `restrictedConfigurations`: what a folder that the user does not trust must not set. They say where requests
 * go and what listens, how much is kept in the cache that all windows share, and whether texts are kept.
 */
export const RESTRICTED_SETTINGS = [
  'planscope.model.endpoint',
  'planscope.model.name',
  'planscope.cache.maxEntries',
  'planscope.cache.maxBytes',
  'planscope.cache.ttlMs',
  'planscope.cache.persist',
  'planscope.telemetry.keepTexts',
  'planscope.simulator.port',
] as const satisfies readonly SettingKey[];

/** The manifest's `contributes.configuration`, made from the table of settings and their texts. */
export function manifestConfiguration(): readonly ManifestGroup[] {
  const keys = Object.keys(SETTINGS) as SettingKey[];
  return SETTING_GROUPS.map(({ prefixes }, order) => {
    const members = keys.filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
    const properties = members.map((key) => [key, { ...propertyOf(key), order: keys.indexOf(key) }] as const);
    return { title: `%${groupKey(prefixes)}%`, order, properties: Object.fromEntries(properties) };
  });
}

/** What the keys of the settings stand for, as `package.nls.json` says it. Each begins as the settings' own do. */
export function manifestTexts(): Readonly<Record<string, string>> {
  const headings = SETTING_GROUPS.map(({ title, prefixes }) => [groupKey(prefixes), title]);
  return Object.fromEntries([...headings, ...(Object.keys(SETTINGS) as SettingKey[]).flatMap(textsOf)]);
}

/** A group is called by the first of what its settings begin with. */
function groupKey([first = '']: readonly string[]): string {
  return `${first}title`;
}

function propertyOf(key: SettingKey): ManifestProperty {
  const setting: Setting = SETTINGS[key];
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
    case 'choice':
      return {
        type: 'string',
        default: setting.default,
        enum: setting.choices,
        markdownEnumDescriptions: setting.choices.map((word) => `%${key}.${word}%`),
        markdownDescription,
      };
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

function textsOf(key: SettingKey): (readonly [string, string])[] {
  const setting: Setting = SETTINGS[key];
  const text = SETTING_TEXTS[key];
  if (setting.type === 'number') return [[key, `${text}\n\n${rangeText(setting)}`]];
  if (setting.type !== 'choice') return [[key, text]];
  const meanings: Readonly<Record<string, Readonly<Record<string, string>>>> = CHOICE_TEXTS;
  return [[key, text], ...setting.choices.map((word) => [`${key}.${word}`, meanings[key]?.[word] ?? ''] as const)];
}

/** "In milliseconds, from 10 to 3,600,000 (1 h). Default: 30,000 (30 s)." */
function rangeText({ unit, min, max, default: usual, isWhole }: Setting & { type: 'number' }): string {
  const named = unit === 'ms' ? 'milliseconds' : unit;
  const lead = named === '' ? (isWhole ? 'A whole number, from' : 'From') : `In ${named}, from`;
  const value = (figure: number): string => valueText(figure, unit);
  return `${lead} ${value(min)} to ${value(max)}. Default: ${value(usual)}.`;
}

/** A figure as it is typed, with thousands apart, and what it is in a unit that people think in. */
function valueText(figure: number, unit: string): string {
  const plain = figure.toLocaleString('en-US');
  const scales = SCALES[unit];
  const scale = scales?.findLast(({ size }) => figure >= size);
  return scale === undefined ? plain : `${plain} (${figure / scale.size} ${scale.name})`;
}

interface Scale {
  readonly name: string;
  readonly size: number;
}

const SCALES: Readonly<Record<string, readonly Scale[]>> = {
  ms: [
    { name: 's', size: 1_000 },
    { name: 'min', size: 60_000 },
    { name: 'h', size: 3_600_000 },
    { name: 'd', size: 86_400_000 },
  ],
  bytes: [
    { name: 'KiB', size: 1_024 },
    { name: 'MiB', size: 1_048_576 },
    { name: 'GiB', size: 1_073_741_824 },
  ],
};
