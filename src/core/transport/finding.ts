import type { DialectName } from './transport.ts';

/** One model that a server has. */
export interface FoundModel {
  readonly name: string;
  /** The context that it is held in, tokens; absent where the server does not say, or takes it with each request. */
  readonly contextTokens?: number;
  /** Whether it is in memory, where the server says so. */
  readonly isLoaded?: boolean;
}

/** A model server that can be asked for plans. */
export interface FoundServer {
  readonly kind: 'server' | 'simulator';
  readonly endpoint: string;
  readonly dialect: DialectName;
  /** What it is, for people: "Ollama", "LM Studio". */
  readonly product: string;
  readonly version?: string;
  readonly models: readonly FoundModel[];
  /** How many requests it answers at the same time, where it says so. */
  readonly parallelRequests?: number;
}

/** What answers at an address. `detail` is the rest of a sentence about it. */
export type Finding =
  | FoundServer
  /** It is still reading its model, and says nothing else until then. */
  | { readonly kind: 'loading'; readonly endpoint: string; readonly product?: string }
  /** It wants an API key, or another one than was sent. */
  | { readonly kind: 'needs-key'; readonly endpoint: string; readonly product?: string; readonly hasKey: boolean }
  /** It is one, but which models it has cannot be read. */
  | { readonly kind: 'unreadable'; readonly endpoint: string; readonly product: string; readonly detail: string }
  | { readonly kind: 'not-a-model-server'; readonly endpoint: string; readonly detail: string }
  /** Something accepts connections there but does not answer: nobody can say what it is. */
  | { readonly kind: 'silent'; readonly endpoint: string; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly endpoint: string; readonly detail: string };

/** True when plans can be asked for there. */
export function isUsable(finding: Finding): finding is FoundServer {
  return finding.kind === 'server' || finding.kind === 'simulator';
}
