import type { Disposable } from '../../core/base/disposable.ts';
import type { LeveledLogger } from '../../core/base/logger.ts';
import type { Client } from '../../core/client.ts';
import type { Probe } from '../../core/transport/httpStream.ts';
import { Throttle } from '../throttle.ts';
import { probeLine, requestLine, spanLines } from './activityText.ts';

/** Often enough for whoever reads along. */
const EVERY_MS = 100;

/**
 * Writes what goes on to the log: at `debug` a line for each request that ended and each look at an address, at `trace`
 * the spans of the request too. Listens only while somebody reads it: else a request costs nothing here.
 */
export class ActivityLog implements Disposable {
  readonly #client: Pick<Client, 'onDidChange' | 'requestsSince'> & {
    readonly http: Pick<Client['http'], 'onDidProbe'>;
  };
  readonly #logger: LeveledLogger;
  readonly #levels: Disposable;
  #listening: readonly Disposable[] = [];
  /** Up to this place in their order the requests have their lines. */
  #upTo = 0;

  constructor(options: {
    readonly client: Pick<Client, 'onDidChange' | 'requestsSince'> & {
      readonly http: Pick<Client['http'], 'onDidProbe'>;
    };
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
    this.#upTo = this.#client.requestsSince(Number.POSITIVE_INFINITY).upTo;
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
    const { requests, upTo, isComplete } = this.#client.requestsSince(this.#upTo);
    if (!isComplete) this.#logger.debug('More requests ended than are kept; the newest:');
    this.#upTo = upTo;
    for (const request of requests.toReversed()) {
      this.#logger.debug(requestLine(request));
      if (this.#logger.isEnabled('trace')) this.#logger.trace(spanLines(request.trace));
    }
  }
}
