import type { Disposable } from '../core/base/disposable.ts';
import type { LeveledLogger } from '../core/base/logger.ts';
import type { Client } from '../core/client.ts';
import type { RequestSummary } from '../core/clientSnapshot.ts';
import type { Probe } from '../core/transport/httpStream.ts';
import { probeLine, requestLine, spanLines } from './activityText.ts';
import { Throttle } from './throttle.ts';

/** Often enough that the client still has all that ended since, at 2,000 requests a second. */
const EVERY_MS = 100;

/**
 * Writes what goes on to the log: at `debug` a line for each request that ended and each look at an address, at `trace`
 * the spans of the request too. Listens only while somebody reads it: else a request costs nothing here.
 */
export class ActivityLog implements Disposable {
  readonly #client: Pick<Client, 'onDidChange' | 'snapshot'> & { readonly http: Pick<Client['http'], 'onDidProbe'> };
  readonly #logger: LeveledLogger;
  readonly #levels: Disposable;
  #listening: readonly Disposable[] = [];
  /** The newest that needs no line any more. */
  #last: RequestSummary | undefined;

  constructor(options: {
    readonly client: Pick<Client, 'onDidChange' | 'snapshot'> & { readonly http: Pick<Client['http'], 'onDidProbe'> };
    readonly logger: LeveledLogger;
  }) {
    this.#client = options.client;
    this.#logger = options.logger;
    this.#levels = this.#logger.onDidChangeLevel(() => this.#followLevel());
    this.#followLevel();
  }

  dispose(): void {
    this.#levels.dispose();
    this.#stop();
  }

  #followLevel(): void {
    const isWanted = this.#logger.isEnabled('debug');
    if (isWanted === this.#listening.length > 0) return;
    if (!isWanted) {
      this.#stop();
      return;
    }
    this.#last = this.#client.snapshot().requests[0];
    const lines = new Throttle(EVERY_MS, () => this.#writeRequests());
    this.#listening = [
      lines,
      this.#client.onDidChange(() => lines.request()),
      this.#client.http.onDidProbe((probe: Probe) => this.#logger.debug(probeLine(probe))),
    ];
  }

  #stop(): void {
    for (const one of this.#listening) one.dispose();
    this.#listening = [];
  }

  #writeRequests(): void {
    const { requests } = this.#client.snapshot();
    const known = this.#last === undefined ? -1 : requests.indexOf(this.#last);
    const ended = known === -1 ? requests : requests.slice(0, known);
    if (known === -1 && this.#last !== undefined) this.#logger.debug('More requests ended than are kept; the newest:');
    this.#last = requests[0] ?? this.#last;
    for (const request of ended.toReversed()) {
      this.#logger.debug(requestLine(request));
      if (this.#logger.isEnabled('trace')) this.#logger.trace(spanLines(request.trace));
    }
  }
}
