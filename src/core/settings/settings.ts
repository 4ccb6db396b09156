/** One setting: what a value must be. `unit` is for people; what the setting does is in `settingTexts.ts`. */
export type Setting =
  | {
      readonly type: 'number';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly isWhole: boolean;
      readonly unit: string;
    }
  | {
      readonly type: 'string';
      readonly default: string;
      readonly form: 'name' | 'httpUrl';
      readonly allowEmpty: boolean;
    }
  | { readonly type: 'boolean'; readonly default: boolean }
  /** One of a few words. */
  | { readonly type: 'choice'; readonly default: string; readonly choices: readonly string[] };

function whole(defaultValue: number, min: number, max: number, unit: string): Setting & { type: 'number' } {
  return { type: 'number', default: defaultValue, min, max, isWhole: true, unit };
}

function share(defaultValue: number, max: number): Setting & { type: 'number' } {
  return { type: 'number', default: defaultValue, min: 0, max, isWhole: false, unit: '' };
}

/**
 * Every setting of Planscope, by its full key. The one home of defaults and ranges: the manifest's
 * `contributes.configuration` is generated from it (`npm run manifest`).
 */
export const SETTINGS = {
  'planscope.model.endpoint': {
    type: 'string',
    default: '',
    form: 'httpUrl',
    allowEmpty: true,
  },
  'planscope.model.name': {
    type: 'string',
    default: 'phi3',
    form: 'name',
    allowEmpty: false,
  },
  'planscope.model.structuredOutput': {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'schema', 'grammar', 'json', 'text'],
  },
  'planscope.model.temperature': share(0, 2),
  'planscope.model.maxOutputTokens': whole(512, 16, 8192, 'tokens'),
  'planscope.model.contextTokens': whole(8192, 512, 131072, 'tokens'),
  'planscope.cache.enabled': { type: 'boolean', default: true },
  'planscope.cache.maxEntries': whole(1000, 1, 100000, 'entries'),
  'planscope.cache.maxBytes': whole(16777216, 65536, 1073741824, 'bytes'),
  'planscope.cache.ttlMs': whole(3600000, 1000, 604800000, 'ms'),
  'planscope.cache.persist': {
    type: 'boolean',
    default: true,
  },
  'planscope.cache.nearMatch': {
    type: 'choice',
    default: 'off',
    choices: ['off', 'shadow', 'on'],
  },
  'planscope.cache.nearMatchSimilarity': {
    type: 'number',
    default: 0.95,
    min: 0.5,
    max: 1,
    isWhole: false,
    unit: '',
  },
  'planscope.breaker.failureThreshold': whole(5, 1, 100, 'failures'),
  'planscope.breaker.recoveryMs': whole(30000, 10, 3600000, 'ms'),
  'planscope.breaker.trialSuccesses': whole(2, 1, 20, 'calls'),
  'planscope.breaker.maxConcurrentTrials': whole(1, 1, 20, 'calls'),
  'planscope.breaker.failureRate': share(0, 1),
  'planscope.breaker.slowCallRate': share(0, 1),
  'planscope.breaker.slowCallMs': whole(60000, 10, 3600000, 'ms'),
  'planscope.breaker.window': {
    type: 'choice',
    default: 'calls',
    choices: ['calls', 'time'],
  },
  'planscope.breaker.windowCalls': whole(20, 1, 1000, 'calls'),
  'planscope.breaker.windowMs': whole(300000, 1000, 3600000, 'ms'),
  'planscope.breaker.minimumCalls': whole(4, 1, 1000, 'calls'),
  'planscope.queue.maxConcurrent': whole(0, 0, 64, 'requests'),
  'planscope.queue.maxWaiting': whole(32, 0, 10000, 'requests'),
  'planscope.retry.maxRetries': whole(3, 0, 10, 'retries'),
  'planscope.retry.initialMs': whole(50, 0, 60000, 'ms'),
  'planscope.retry.maxMs': whole(500, 0, 600000, 'ms'),
  'planscope.retry.budget': share(0.2, 1),
  'planscope.retry.jitter': share(0.25, 1),
  'planscope.deadlines.connectMs': whole(2000, 50, 60000, 'ms'),
  'planscope.deadlines.firstByteMs': whole(180000, 100, 3600000, 'ms'),
  'planscope.deadlines.silenceMs': whole(30000, 100, 600000, 'ms'),
  'planscope.deadlines.totalMs': whole(300000, 100, 3600000, 'ms'),
  'planscope.telemetry.keepTexts': { type: 'boolean', default: false },
  'planscope.simulator.port': whole(0, 0, 65535, ''),
  'planscope.simulator.serviceTimeMs': whole(400, 0, 600000, 'ms'),
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingKey = keyof typeof SETTINGS;

type ValueOf<S extends Setting> = S extends { type: 'number' }
  ? number
  : S extends { type: 'boolean' }
    ? boolean
    : S extends { type: 'choice' }
      ? S['choices'][number]
      : string;

/** The value of every setting, by full key. */
export type Settings = { readonly [Key in SettingKey]: ValueOf<(typeof SETTINGS)[Key]> };

/** The defaults. */
export function defaultSettings(): Settings {
  return readSettings(
    () => undefined,
    () => {},
  );
}

/**
 * Reads every setting through `get` (undefined: not set). A bad value falls back to its default, and `warn` is
 * told once, with key, value and range.
 */
export function readSettings(get: (key: SettingKey) => unknown, warn: (message: string) => void): Settings {
  const values: Partial<Record<SettingKey, unknown>> = {};
  for (const key of Object.keys(SETTINGS) as SettingKey[]) {
    const setting: Setting = SETTINGS[key];
    const value = get(key);
    const wrong = value === undefined ? undefined : faultOf(setting, value);
    if (wrong !== undefined) {
      warn(
        `The setting ${key} is ${JSON.stringify(value)}, but must be ${wrong}. Its default ${JSON.stringify(setting.default)} is used.`,
      );
    }
    values[key] = value === undefined || wrong !== undefined ? setting.default : value;
  }
  return values as Settings;
}

/** What `value` should have been, or undefined when it is good. */
function faultOf(setting: Setting, value: unknown): string | undefined {
  switch (setting.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'string':
      return isGoodText(setting, value) ? undefined : textForm(setting);
    case 'choice':
      return typeof value === 'string' && setting.choices.includes(value)
        ? undefined
        : `one of ${setting.choices.join(', ')}`;
    case 'number': {
      const { min, max, isWhole, unit } = setting;
      const isGood = typeof value === 'number' && value >= min && value <= max && (!isWhole || Number.isInteger(value));
      return isGood
        ? undefined
        : `a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}${unit === '' ? '' : ` ${unit}`}`;
    }
  }
}

function isGoodText(setting: Setting & { type: 'string' }, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (value.trim() === '') return setting.allowEmpty;
  return setting.form === 'name' || isHttpUrl(value);
}

function textForm(setting: Setting & { type: 'string' }): string {
  const form =
    setting.form === 'httpUrl'
      ? 'an address such as http://127.0.0.1:11434, without user name, ? and #'
      : 'a text that is not empty';
  return setting.allowEmpty ? `${form}, or empty` : form;
}

/** True for an absolute http or https address without credentials, a query or a fragment in it: paths are added to it. */
export function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text) || /[?#]/.test(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}
