import type { Secret } from './base/secret.ts';
import type { DialectName } from './transport/transport.ts';

/** The model server that plans are asked of. */
export interface Target {
  readonly kind: 'server' | 'simulator';
  readonly endpoint: string;
  readonly model: string;
  /** All models that the server has, where it has more than that one. */
  readonly models?: readonly string[];
  /** The language the server is asked in; 'ollama' where it is not said. */
  readonly dialect?: DialectName;
  /** How many requests the server answers at the same time, where it says so. */
  readonly parallelRequests?: number;
  /** The size of the model's context there, tokens, where it is the server's to say. */
  readonly contextTokens?: number;
  /** Sent to `endpoint` alone. */
  readonly apiKey?: Secret;
}
