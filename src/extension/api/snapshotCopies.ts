import type { ClientSnapshot, RequestSummary } from '../../core/clientSnapshot.ts';

/**
 * Copies of snapshots for whoever is not to be trusted with the originals: deeply frozen. A finished request does not
 * change, so it is copied once, however often it is looked at.
 */
export class SnapshotCopies {
  readonly #requests = new WeakMap<RequestSummary, RequestSummary>();

  of({ requests, ...rest }: ClientSnapshot): ClientSnapshot {
    const copy = frozenCopy(rest);
    return Object.freeze({ ...copy, requests: Object.freeze(requests.map((request) => this.#request(request))) });
  }

  #request(request: RequestSummary): RequestSummary {
    const known = this.#requests.get(request);
    if (known !== undefined) return known;
    const copy = frozenCopy(request);
    this.#requests.set(request, copy);
    return copy;
  }
}

function frozenCopy<T extends object>(value: T): T {
  return deepFreeze(structuredClone(value));
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) deepFreeze(member);
  }
  return Object.freeze(value);
}
