import { parseArgs } from 'node:util';
import { InputError } from '../core/base/errors.ts';
import { DIALECT_NAMES } from '../core/simulator/dialects/createDialects.ts';
import { type FaultRate, faultMeanings, isFaultKind } from '../core/simulator/faults.ts';
import type { LatencyProfile } from '../core/simulator/latency.ts';
import type { SimulatorOptions } from '../core/simulator/simulator.ts';
import { OUTPUT_RUNGS } from '../core/transport/transport.ts';

/** Node.js runs a timer of more milliseconds, some 25 days, at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** Makes hours of the seconds of a small model, and no time beyond what a timer can hold. */
const MAX_SCALE = 1_000;

/** What the command line of `simulate` asks for. */
export interface SimulateOptions {
  readonly port: number;
  readonly models: readonly string[];
  readonly latency: LatencyProfile;
  readonly faultRates: readonly FaultRate[];
  readonly seed: number;
  /** File with transcripts to replay; absent for answers by rules. */
  readonly replayFile: string | undefined;
  /** What is not given is absent, and the simulator's default. */
  readonly server: Pick<SimulatorOptions, 'dialects' | 'structuredOutput' | 'apiKey' | 'parallel' | 'contextTokens'>;
}

/** Reads the command line. Throws an `InputError` that names the option and what it takes. */
export function parseSimulateOptions(argv: readonly string[]): SimulateOptions | 'help' {
  const values = readValues(argv);
  if (values.help === true) return 'help';
  return {
    port: number('--port', values.port, 0, isPort, 'a whole number from 0 to 65535'),
    models: values.model ?? [],
    latency: latencyFrom(values),
    faultRates: (values.fail ?? []).map(parseFaultRate),
    seed: number('--seed', values.seed, 1, Number.isSafeInteger, 'a whole number'),
    replayFile: values.replay,
    server: serverFrom(values),
  };
}

type Values = ReturnType<typeof readValues>;

function readValues(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        model: { type: 'string', multiple: true },
        'service-time': { type: 'string' },
        profile: { type: 'string' },
        scale: { type: 'string' },
        replay: { type: 'string' },
        fail: { type: 'string', multiple: true },
        seed: { type: 'string' },
        dialect: { type: 'string', multiple: true },
        structured: { type: 'string', multiple: true },
        'api-key': { type: 'string' },
        parallel: { type: 'string' },
        context: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new InputError('option', error instanceof Error ? error.message : String(error), error);
  }
}

function latencyFrom(values: Values): LatencyProfile {
  const { profile, scale: scaleText, replay, 'service-time': serviceTime } = values;
  const scale = number('--scale', scaleText, 1, isScale, `a number from 0 to ${MAX_SCALE}`);
  if (profile !== undefined && profile !== 'phi3') {
    throw new InputError('option', `--profile is "${profile}"; the only profile is phi3.`);
  }
  if (serviceTime !== undefined && (profile !== undefined || scaleText !== undefined)) {
    throw new InputError('option', '--service-time is a time of its own: leave out --profile and --scale.');
  }
  if (scaleText !== undefined && profile === undefined && replay === undefined) {
    throw new InputError('option', '--scale needs --profile or --replay, whose times it multiplies.');
  }
  if (profile !== undefined) return { type: 'phi3', scale };
  if (replay !== undefined && serviceTime === undefined) return { type: 'recorded', scale };
  const serviceTimeMs = number('--service-time', serviceTime, 0, isTimerMs, `milliseconds from 0 to ${MAX_TIMER_MS}`);
  return { type: 'fixed', serviceTimeMs };
}

function serverFrom(values: Values): SimulateOptions['server'] {
  const { dialect, structured, 'api-key': apiKey, parallel, context } = values;
  if (apiKey === '') throw new InputError('option', '--api-key is empty; leave it out for a server without a key.');
  const count = (option: string, text: string): number => number(option, text, 1, isCount, 'a whole number, 1 or more');
  return {
    ...(dialect === undefined ? {} : { dialects: namesOf('--dialect', dialect, DIALECT_NAMES) }),
    ...(structured === undefined ? {} : { structuredOutput: namesOf('--structured', structured, OUTPUT_RUNGS) }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(parallel === undefined ? {} : { parallel: count('--parallel', parallel) }),
    ...(context === undefined ? {} : { contextTokens: count('--context', context) }),
  };
}

/** The values of an option that may be repeated, each one of `names`. */
function namesOf<Name extends string>(option: string, texts: readonly string[], names: readonly Name[]): Name[] {
  return texts.map((text) => {
    const name = names.find((known) => known === text);
    if (name === undefined) throw new InputError('option', `${option} is "${text}"; it takes ${names.join(', ')}.`);
    return name;
  });
}

function parseFaultRate(text: string): FaultRate {
  const [kind = '', rateText, more] = text.split('=');
  if (!isFaultKind(kind)) {
    const known = Object.keys(faultMeanings).join(', ');
    throw new InputError('option', `--fail ${text}: there is no failure "${kind}". Kinds are: ${known}.`);
  }
  const rate = toNumber(rateText);
  if (more !== undefined || !(rate >= 0 && rate <= 1)) {
    throw new InputError('option', `--fail ${text}: write ${kind}=RATE with a rate from 0 to 1, as in ${kind}=0.1.`);
  }
  return { kind, rate };
}

function number(
  option: string,
  text: string | undefined,
  fallback: number,
  isValid: (value: number) => boolean,
  expected: string,
): number {
  if (text === undefined) return fallback;
  const value = toNumber(text);
  if (!isValid(value)) throw new InputError('option', `${option} is "${text}"; it takes ${expected}.`);
  return value;
}

/** NaN for what is no number; `Number('')` would be 0. */
function toNumber(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65_535;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function isScale(value: number): boolean {
  return value >= 0 && value <= MAX_SCALE;
}

function isTimerMs(value: number): boolean {
  return value >= 0 && value <= MAX_TIMER_MS;
}
