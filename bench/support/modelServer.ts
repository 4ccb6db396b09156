import { silentLogger } from '../../src/core/base/logger.ts';
import { seededRandom } from '../../src/core/base/random.ts';
import type { ModelIdentity } from '../../src/core/bench/report.ts';
import { Client } from '../../src/core/client.ts';
import type { Settings } from '../../src/core/settings/settings.ts';
import { simulatorModelName } from '../../src/core/simulator/models.ts';
import type { Target } from '../../src/core/target.ts';
import type { Context } from './fixtures.ts';

/** Whom the suite `model` asks: a server that is there, or a simulator of its own, as slow as `scale` says. */
export type ModelChoice =
  | {
      readonly type: 'server';
      readonly target: Target;
      readonly identity: ModelIdentity;
      readonly settings: Settings;
      readonly firstRequestMs: number;
    }
  | { readonly type: 'profile'; readonly scale: number; readonly settings: Settings };

/** The server that answers, when it is there. */
export interface ModelServer {
  readonly target: Target;
  readonly identity: ModelIdentity;
  readonly settings: Settings;
  /** Factor on the times of the simulator's Phi-3 profile; undefined for a server that was found. */
  readonly profileScale: number | undefined;
  /** What the request took that woke it before the run, its load included; 0 where none was sent. Milliseconds. */
  readonly firstRequestMs: number;
}

/**
 * How fast the simulator's Phi-3 profile runs: a request takes 13 s times this, and the suite sends 210 of them in full
 * mode, within half a minute, and 63 in quick mode, within ten seconds.
 */
const PROFILE_SCALE = 0.01;

export function profileChoice(settings: Settings): ModelChoice {
  return { type: 'profile', scale: PROFILE_SCALE, settings };
}

/** Who will answer. */
export function identityOf(choice: ModelChoice): ModelIdentity {
  if (choice.type === 'server') return choice.identity;
  return { kind: 'simulator', name: simulatorModelName, server: profileWords(choice.scale) };
}

/** Who will answer, for the middle of a sentence. */
export function answererWords(choice: ModelChoice): string {
  if (choice.type === 'profile') return `the simulator, ${profileWords(choice.scale)}, not a model`;
  const { kind, name, server } = choice.identity;
  if (kind === 'simulator')
    return name === simulatorModelName ? 'a simulator, not a model' : `a simulator, asked as ${name}, not a model`;
  return server === undefined ? name : `${name} at ${server}`;
}

function profileWords(scale: number): string {
  return `Phi-3 profile at scale ${scale}`;
}

/** The product's own client in front of that server, with its settings but for `changes`. */
export function openModelClient(context: Context, server: ModelServer, changes: Partial<Settings> = {}): Client {
  const client = new Client({
    clock: context.clock,
    random: seededRandom(context.seed),
    logger: silentLogger,
    settings: { ...server.settings, ...changes },
  });
  client.setTarget(server.target);
  return client;
}
