import type { ServerResponse } from 'node:http';
import type { Asked, Engine, Totals } from '../engine.ts';

/** What became of the answers so far. */
export interface AnswerStats {
  /** Asked for, and neither ended nor given up. */
  readonly active: number;
  readonly finished: number;
  readonly failed: number;
  /** For each that its client left: from the close of its socket to the end of the engine's work, milliseconds. */
  readonly stopMs: readonly number[];
  /** Pieces that the engine wrote, those of answers given up included. */
  readonly pieces: number;
}

/** The client has gone; nobody is to be answered. */
export class ClientGoneError extends Error {}

/** Asks the engine on behalf of clients, and stops it as soon as one leaves. */
export class Answers {
  readonly engine: Engine;
  readonly #stopMs: number[] = [];
  #asked = 0;
  #active = 0;
  #finished = 0;
  #failed = 0;
  #pieces = 0;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** As `Engine.answer`; `response` is the client's, whose close ends it with a `ClientGoneError`. */
  async write(asked: Omit<Asked, 'seed'>, response: ServerResponse, onText: (text: string) => void): Promise<Totals> {
    if (response.destroyed) throw new ClientGoneError();
    const client = new AbortController();
    let closedAtMs: number | undefined;
    const onClose = (): void => {
      closedAtMs = performance.now();
      client.abort(new ClientGoneError());
    };
    response.once('close', onClose);
    this.#active++;
    try {
      const onPiece = (piece: string): void => {
        this.#pieces++;
        onText(piece);
      };
      const totals = await this.engine.answer({ ...asked, seed: ++this.#asked }, onPiece, client.signal);
      this.#finished++;
      return totals;
    } catch (error) {
      if (closedAtMs === undefined) this.#failed++;
      else this.#stopMs.push(performance.now() - closedAtMs);
      throw error;
    } finally {
      this.#active--;
      response.off('close', onClose);
    }
  }

  stats(): AnswerStats {
    const [active, finished, failed, pieces] = [this.#active, this.#finished, this.#failed, this.#pieces];
    return { active, finished, failed, pieces, stopMs: [...this.#stopMs] };
  }
}
