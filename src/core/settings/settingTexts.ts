import type { SETTINGS, SettingKey, Settings } from './settings.ts';

type ChoiceKey = {
  [Key in SettingKey]: (typeof SETTINGS)[Key] extends { type: 'choice' } ? Key : never;
}[SettingKey];

/** The headings under which the editor shows the settings, in their order; each takes the keys that begin so. */
export const SETTING_GROUPS = [
  { title: 'Model', prefixes: ['planscope.model.'] },
  { title: 'Prompt cache', prefixes: ['planscope.cache.'] },
  { title: 'Circuit breaker', prefixes: ['planscope.breaker.'] },
  { title: 'Queue and retries', prefixes: ['planscope.queue.', 'planscope.retry.'] },
  { title: 'Time limits', prefixes: ['planscope.deadlines.'] },
  { title: 'Traces', prefixes: ['planscope.telemetry.'] },
  { title: 'Simulator', prefixes: ['planscope.simulator.'] },
] as const;

/**
 * What each setting does, as Markdown for the editor; `` `#key#` `` becomes a link there. Apart from the table, since only
 * the manifest needs it: what the editor loads at its start does without. Unit, range and default are added from the table.
 */
export const SETTING_TEXTS: Readonly<Record<SettingKey, string>> = {
  'planscope.model.endpoint':
    'Address of the model server. Empty: the usual addresses on this machine are looked at, Ollama’s first. Examples: `http://127.0.0.1:11434` (Ollama), `http://127.0.0.1:8080` (llama.cpp), `http://127.0.0.1:1234` (LM Studio). Which kind of server it is is found out. A server that wants a key gets it from the command **Planscope: Set API Key…**, never from a setting.',
  'planscope.model.name':
    'The model that makes the plans, by the name that its server has for it, for example `phi3` or `phi3:mini`. A server that has only one other model is asked for that one, and says so.',
  'planscope.model.structuredOutput':
    'How the server is asked to hold the model to the form of a plan. What it refuses is given up for the next best way. Every answer is checked here all the same.',
  'planscope.model.temperature':
    'How freely the model chooses its words. 0 gives the same plan for the same world; higher values give more variety and more mistakes.',
  'planscope.model.maxOutputTokens':
    'Longest answer of the model. A plan needs about 200 tokens (a token is about four characters); an answer that is cut off is no plan.',
  'planscope.model.contextTokens':
    'How much text the server is asked to keep in view. The prompt (about 3,000 tokens with the 37 built-in tools) and the answer (`#planscope.model.maxOutputTokens#`) must fit in it.',
  'planscope.cache.enabled':
    'Answer a world that was planned before from the prompt cache, at once, without asking the model.',
  'planscope.cache.maxEntries':
    'How many plans the prompt cache holds in memory. The benchmark suite `capacity` says how many are worth it.',
  'planscope.cache.maxBytes': 'How much memory the plans in the prompt cache may take together.',
  'planscope.cache.ttlMs': 'How long a plan may be served from the cache after the model made it.',
  'planscope.cache.persist':
    'Keep cached plans in a file on this machine, so that they are there after a reload of the window and in other windows.',
  'planscope.cache.nearMatch':
    'Whether a world that is nearly the same as one before is answered from the prompt cache. How near is near: `#planscope.cache.nearMatchSimilarity#`.',
  'planscope.cache.nearMatchSimilarity':
    'Share of the facts of two worlds that must be the same, so that the plan of one may serve for the other. Counts only where `#planscope.cache.nearMatch#` is not off.',
  'planscope.breaker.failureThreshold':
    'So many failed calls in a row open the circuit breaker of a model: then it is left alone for `#planscope.breaker.recoveryMs#`, and plans are made by rules meanwhile.',
  'planscope.breaker.recoveryMs':
    'How long an open circuit breaker waits before it lets a trial call through to the model.',
  'planscope.breaker.trialSuccesses': 'So many successful trial calls close the circuit breaker again.',
  'planscope.breaker.maxConcurrentTrials':
    'Trial calls at the same time while the circuit breaker is half-open; further calls are planned by rules at once.',
  'planscope.breaker.failureRate':
    'Share of failed calls in the window (`#planscope.breaker.window#`) that opens the circuit breaker too. 0: only failures in a row do.',
  'planscope.breaker.slowCallRate':
    'Share of slow calls in the window (`#planscope.breaker.window#`) that opens the circuit breaker too. 0: slow calls never do.',
  'planscope.breaker.slowCallMs':
    'A call that takes longer than this is a slow one. Counts only where `#planscope.breaker.slowCallRate#` is above 0.',
  'planscope.breaker.window': 'Which calls the shares of failed and of slow calls are taken of.',
  'planscope.breaker.windowCalls':
    'How many calls a window of calls holds. Counts only where `#planscope.breaker.window#` is `calls`.',
  'planscope.breaker.windowMs':
    'How far back a window of time reaches. Counts only where `#planscope.breaker.window#` is `time`.',
  'planscope.breaker.minimumCalls':
    'The shares of failed and of slow calls count only once the window holds at least so many calls. A local model is asked seldom, so it is small.',
  'planscope.queue.maxConcurrent':
    'Requests that the model server works on at the same time. 0: as many as the server says that it takes, else one. More than the server takes makes each of them slower.',
  'planscope.queue.maxWaiting':
    'Requests that may wait for the model server; a further one is planned by rules at once.',
  'planscope.retry.maxRetries':
    'How often a request is sent again after an attempt failed in a way that may pass, such as a lost connection.',
  'planscope.retry.initialMs': 'Wait before the first retry. It doubles with each further one.',
  'planscope.retry.maxMs': 'Longest wait before a retry, unless the server itself asks for more (up to 10 s).',
  'planscope.retry.budget':
    'Retries for each request on average, beyond a reserve of ten: so a server that is down is not flooded with them.',
  'planscope.retry.jitter':
    'Share by which each wait is varied at random, up or down, so that requests that failed together do not come back together.',
  'planscope.deadlines.connectMs': 'Longest wait for a connection to the model server.',
  'planscope.deadlines.firstByteMs':
    'Longest wait for the first word of an answer. It is long because the server may have to read the model from disk first.',
  'planscope.deadlines.silenceMs': 'Longest silence in the middle of an answer.',
  'planscope.deadlines.totalMs':
    'Longest time for a whole request, with all its attempts, waits and simpler prompts. After it the plan is made by rules.',
  'planscope.telemetry.keepTexts':
    'Keep what was sent to the model and what it answered, so that the trace of a request can show it. It stays in the memory of this window, for the requests of late, until the window closes or this is switched off.',
  'planscope.simulator.port':
    'Port of the simulator on this machine (127.0.0.1). 0 takes a free one. It counts at the next start of the simulator.',
  'planscope.simulator.serviceTimeMs':
    'How long the simulator takes for an answer. It counts at the next start of the simulator.',
};

/** What each word of a choice means, as Markdown. */
export const CHOICE_TEXTS: { readonly [Key in ChoiceKey]: Readonly<Record<Settings[Key], string>> } = {
  'planscope.model.structuredOutput': {
    auto: 'The best that the server takes; remembered for each model and server.',
    schema: 'A JSON schema made from the tools.',
    grammar: 'A grammar made from the tools (llama.cpp only).',
    json: 'Any JSON.',
    text: 'Free text: the model is only told of the form in words.',
  },
  'planscope.cache.nearMatch': {
    off: 'Only an equal world is answered from the cache.',
    shadow: 'The model is always asked; how often a plan of a similar world would have been wrong is counted.',
    on: 'A plan of a similar world is used where it can be carried out in this one, and says how similar.',
  },
  'planscope.breaker.window': {
    calls: 'The last calls, as many as `#planscope.breaker.windowCalls#` says.',
    time: 'The calls of the last while, as long as `#planscope.breaker.windowMs#` says.',
  },
};
