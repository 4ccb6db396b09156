/** One setting: what the manifest shows, what a value must be. `unit` is part of the text for people. */
export type Setting =
  | {
      readonly type: 'number';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly isWhole: boolean;
      readonly unit: string;
      readonly text: string;
    }
  | {
      readonly type: 'string';
      readonly default: string;
      readonly form: 'name' | 'httpUrl';
      readonly allowEmpty: boolean;
      readonly text: string;
    }
  | { readonly type: 'boolean'; readonly default: boolean; readonly text: string }
  /** One of a few words, each with what it means. */
  | {
      readonly type: 'choice';
      readonly default: string;
      readonly choices: Readonly<Record<string, string>>;
      readonly text: string;
    };

function whole(
  defaultValue: number,
  min: number,
  max: number,
  unit: string,
  text: string,
): Setting & { type: 'number' } {
  return { type: 'number', default: defaultValue, min, max, isWhole: true, unit, text };
}

function share(defaultValue: number, max: number, text: string): Setting & { type: 'number' } {
  return { type: 'number', default: defaultValue, min: 0, max, isWhole: false, unit: '', text };
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
    text: 'Address of the model server, for example http://127.0.0.1:11434 (Ollama), http://127.0.0.1:8080 (llama.cpp) or http://127.0.0.1:1234 (LM Studio); which one it is is found out. Empty: the usual local addresses are looked at, Ollama’s first.',
  },
  'planscope.model.name': {
    type: 'string',
    default: 'phi3',
    form: 'name',
    allowEmpty: false,
    text: 'The model that plans, by the name the server knows it under.',
  },
  'planscope.model.structuredOutput': {
    type: 'choice',
    default: 'auto',
    choices: {
      auto: 'The best that the server takes; remembered for each model and server.',
      schema: 'A JSON schema made from the tools.',
      grammar: 'A grammar made from the tools (llama.cpp).',
      json: 'Any JSON.',
      text: 'Free text.',
    },
    text: 'How the server is asked to hold the model to the form of a plan. A server that refuses is asked for less.',
  },
  'planscope.model.temperature': share(
    0,
    2,
    'How freely the model chooses its words. 0 gives the same plan for the same world.',
  ),
  'planscope.model.maxOutputTokens': whole(512, 16, 8192, 'tokens', 'Longest answer. A plan needs about 200.'),
  'planscope.model.contextTokens': whole(
    8192,
    512,
    131072,
    'tokens',
    'Context that is asked of the server. It must hold the prompt (about 3,000 tokens for the 37 tools) and the answer.',
  ),
  'planscope.cache.enabled': { type: 'boolean', default: true, text: 'Answer an equal world from the prompt cache.' },
  'planscope.cache.maxEntries': whole(1000, 1, 100000, 'entries', 'How many plans the prompt cache holds.'),
  'planscope.cache.maxBytes': whole(16777216, 65536, 1073741824, 'bytes', 'How much memory the prompt cache may take.'),
  'planscope.cache.ttlMs': whole(3600000, 1000, 604800000, 'ms', 'How long a cached plan may be served.'),
  'planscope.cache.persist': {
    type: 'boolean',
    default: true,
    text: 'Keep cached plans on this machine, so that they survive a reload of the window; windows share them.',
  },
  'planscope.cache.nearMatch': {
    type: 'choice',
    default: 'off',
    choices: {
      off: 'Only an equal world is answered from the cache.',
      shadow: 'The model is always asked; how often a plan of a similar world would have been wrong is counted.',
      on: 'A plan of a similar world is used where it can be carried out in this one, and says how similar.',
    },
    text: 'Whether a world that is nearly the same is answered from the prompt cache.',
  },
  'planscope.cache.nearMatchSimilarity': {
    type: 'number',
    default: 0.95,
    min: 0.5,
    max: 1,
    isWhole: false,
    unit: '',
    text: 'Share of the facts of two worlds that must be the same for a near match.',
  },
  'planscope.breaker.failureThreshold': whole(
    5,
    1,
    100,
    'failures',
    'Failures in a row that open the circuit breaker.',
  ),
  'planscope.breaker.recoveryMs': whole(
    30000,
    10,
    3600000,
    'ms',
    'How long an open circuit breaker waits before it lets a trial call through.',
  ),
  'planscope.breaker.trialSuccesses': whole(
    2,
    1,
    20,
    'calls',
    'Successful trial calls that close the circuit breaker.',
  ),
  'planscope.breaker.maxConcurrentTrials': whole(
    1,
    1,
    20,
    'calls',
    'Trial calls at the same time while half-open; further ones are refused at once.',
  ),
  'planscope.breaker.failureRate': share(
    0,
    1,
    'Share of failed calls in the window that opens the circuit breaker too. 0: only failures in a row do.',
  ),
  'planscope.breaker.slowCallRate': share(
    0,
    1,
    'Share of slow calls in the window that opens the circuit breaker too. 0: slow calls do not.',
  ),
  'planscope.breaker.slowCallMs': whole(60000, 10, 3600000, 'ms', 'A call that takes longer is a slow one.'),
  'planscope.breaker.window': {
    type: 'choice',
    default: 'calls',
    choices: { calls: 'The last calls.', time: 'The calls of the last while.' },
    text: 'What the rates of failed and of slow calls are taken over.',
  },
  'planscope.breaker.windowCalls': whole(20, 1, 1000, 'calls', 'Size of a window of calls.'),
  'planscope.breaker.windowMs': whole(300000, 1000, 3600000, 'ms', 'Size of a window of time.'),
  'planscope.breaker.minimumCalls': whole(
    4,
    1,
    1000,
    'calls',
    'Rates count only when the window holds at least so many calls. A local model is asked seldom, so it is small.',
  ),
  'planscope.queue.maxConcurrent': whole(
    0,
    0,
    64,
    'requests',
    'Requests to the model server at the same time. 0: as many as the server says that it takes, else one.',
  ),
  'planscope.queue.maxWaiting': whole(
    32,
    0,
    10000,
    'requests',
    'Requests that may wait for the model server; a further one is refused and planned by rules.',
  ),
  'planscope.retry.maxRetries': whole(
    3,
    0,
    10,
    'retries',
    'Retries after a first attempt that failed in a way that may pass.',
  ),
  'planscope.retry.initialMs': whole(
    50,
    0,
    60000,
    'ms',
    'Wait before the first retry; it doubles with each further one.',
  ),
  'planscope.retry.maxMs': whole(
    500,
    0,
    600000,
    'ms',
    'Longest wait before a retry, unless the server asks for more (up to 10 s).',
  ),
  'planscope.retry.budget': share(
    0.2,
    1,
    'Retries for each request on average, beyond a reserve of ten: a dead server is not flooded with them.',
  ),
  'planscope.retry.jitter': share(0.25, 1, 'Share by which each wait is varied, up or down.'),
  'planscope.deadlines.connectMs': whole(2000, 50, 60000, 'ms', 'Limit for connecting to the server.'),
  'planscope.deadlines.firstByteMs': whole(
    180000,
    100,
    3600000,
    'ms',
    'Limit for the first byte of an answer. Long, since a cold model is loaded in it.',
  ),
  'planscope.deadlines.silenceMs': whole(30000, 100, 600000, 'ms', 'Longest silence in the middle of an answer.'),
  'planscope.deadlines.totalMs': whole(
    300000,
    100,
    3600000,
    'ms',
    'Limit for the whole request: all attempts, waits and simpler prompts. Then a plan by rules is returned.',
  ),
  'planscope.telemetry.keepTexts': {
    type: 'boolean',
    default: false,
    text: 'Keep what was sent to the model and what it answered, so that a trace can show it: in memory only, for the requests of late, until the window closes or this is switched off.',
  },
  'planscope.simulator.port': whole(0, 0, 65535, '', 'Port of the simulator on 127.0.0.1. 0 takes a free one.'),
  'planscope.simulator.serviceTimeMs': whole(400, 0, 600000, 'ms', 'How long the simulator takes for an answer.'),
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingKey = keyof typeof SETTINGS;

type ValueOf<S extends Setting> = S extends { type: 'number' }
  ? number
  : S extends { type: 'boolean' }
    ? boolean
    : S extends { type: 'choice' }
      ? keyof S['choices']
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
      return typeof value === 'string' && Object.hasOwn(setting.choices, value)
        ? undefined
        : `one of ${Object.keys(setting.choices).join(', ')}`;
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
