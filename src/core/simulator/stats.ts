import type { FaultKind } from './faults.ts';

/** What the simulated models have been asked. Totals since the start, except `activeRequests`. */
export interface ChatStats {
  /** Requests to a model received, in any dialect; failed ones, those without a key and loads included. */
  readonly requests: number;
  /** Of these, by model; those whose model was never read (refused, malformed, unknown, without a key) are in none. */
  readonly byModel: Readonly<Record<string, number>>;
  /** Faults done, by kind; a kind that never happened is absent. */
  readonly faultsInjected: Readonly<Partial<Record<FaultKind, number>>>;
  /** Requests whose client left before the answer was complete. */
  readonly aborted: number;
  /** Requests being answered now: waiting, streaming or stalled. */
  readonly activeRequests: number;
}

/** The simulator at one moment. */
export interface SimulatorStats extends ChatStats {
  /** GET and HEAD requests answered since the start, by path (`/health`, `/api/version`); others are absent. */
  readonly probes: Readonly<Record<string, number>>;
  /** Connections open now, idle ones included. */
  readonly openSockets: number;
}
