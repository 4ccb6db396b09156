import type { ChatMessage } from './transport/transport.ts';

/** One question to the model and what came back. */
export interface Exchange {
  readonly sent: readonly ChatMessage[];
  /** Undefined as long as no complete answer came. */
  readonly answered: string | undefined;
}

/** What the user allowed, until that is withdrawn. To allow it again is another permission. */
interface Permission {
  isWithdrawn: boolean;
}

/** What a request asks and what comes back, attempt by attempt. */
export class ExchangeRecord {
  readonly #permission: Readonly<Permission>;
  readonly #exchanges: Exchange[] = [];

  constructor(permission: Readonly<Permission>) {
    this.#permission = permission;
  }

  /** The model is asked this. What is returned is to be told the answer, once that is complete. */
  asked(sent: readonly ChatMessage[]): (answered: string) => void {
    const index = this.#exchanges.push({ sent, answered: undefined }) - 1;
    return (answered) => {
      this.#exchanges[index] = { sent, answered };
    };
  }

  /** What there is at this moment; nothing once the permission that it began with is withdrawn. */
  list(): readonly Exchange[] {
    return this.#permission.isWithdrawn ? [] : [...this.#exchanges];
  }
}

/** How much is kept, UTF-16 units: a prompt of 37 tools has about 12,000. */
const MAX_LENGTH = 4_000_000;

/** Prompts and answers of the newest requests: within a bound, and only while the user allows it. */
export class KeptTexts {
  readonly #texts = new Map<number, readonly Exchange[]>();
  #permission: Permission | undefined;
  #length = 0;

  /** When it is withdrawn, what is kept is forgotten, and what requests under way have recorded is never kept. */
  allow(isAllowed: boolean): void {
    if (isAllowed) {
      this.#permission ??= { isWithdrawn: false };
      return;
    }
    if (this.#permission !== undefined) this.#permission.isWithdrawn = true;
    this.#permission = undefined;
    this.#texts.clear();
    this.#length = 0;
  }

  /** For a request that begins; undefined where nothing may be kept. */
  record(): ExchangeRecord | undefined {
    return this.#permission === undefined ? undefined : new ExchangeRecord(this.#permission);
  }

  /** Keeps what a request that ended has recorded; nothing when the model was not asked. */
  keep(requestId: number, record: ExchangeRecord): void {
    const exchanges = record.list();
    if (exchanges.length === 0) return;
    this.#texts.set(requestId, exchanges);
    this.#length += lengthOf(exchanges);
    for (const [id, oldest] of this.#texts) {
      if (this.#length <= MAX_LENGTH || id === requestId) break;
      this.#texts.delete(id);
      this.#length -= lengthOf(oldest);
    }
  }

  of(requestId: number): readonly Exchange[] | undefined {
    return this.#texts.get(requestId);
  }
}

function lengthOf(exchanges: readonly Exchange[]): number {
  let length = 0;
  for (const { sent, answered } of exchanges) {
    for (const { content } of sent) length += content.length;
    length += answered?.length ?? 0;
  }
  return length;
}
