import type { RequestSummary } from '../core/clientSnapshot.ts';
import type { RequestKind, RequestRow, RequestsUpdate } from './messages.ts';

/** A finished request as it is listed: without its spans. */
export function requestRow(request: RequestSummary): RequestRow {
  const { requestId: id, startedAtMs, totalMs } = request.trace;
  return { ...kindOf(request), id, startedAtMs, totalMs };
}

/** Numbers of one request in `RequestsUpdate.rows`. */
const ROW_NUMBERS = 4;

/**
 * Requests as an update carries them: of a thousand a second most have all but their time in common, so that one takes some
 * twenty bytes instead of two hundred.
 */
export function packRequests(
  requests: readonly RequestSummary[],
  place: { readonly after: number; readonly upTo: number },
): RequestsUpdate {
  const kinds: RequestKind[] = [];
  const known = new Map<string, number>();
  const baseAtMs = requests.at(-1)?.trace.startedAtMs ?? 0;
  const rows: number[] = [];
  for (const request of requests) {
    const kind = kindOf(request);
    const key = JSON.stringify(kind);
    let index = known.get(key);
    if (index === undefined) {
      index = kinds.push(kind) - 1;
      known.set(key, index);
    }
    const { requestId, startedAtMs, totalMs } = request.trace;
    rows.push(index, requestId, startedAtMs - baseAtMs, Number(totalMs.toPrecision(4)));
  }
  return { ...place, kinds, baseAtMs, rows };
}

/** The requests of an update, newest first. */
export function unpackRequests({ kinds, baseAtMs, rows }: RequestsUpdate): RequestRow[] {
  const unpacked: RequestRow[] = [];
  for (let at = 0; at < rows.length; at += ROW_NUMBERS) {
    const [kindIndex = -1, id = 0, sinceBaseMs = 0, totalMs = 0] = rows.slice(at, at + ROW_NUMBERS);
    const kind = kinds[kindIndex];
    if (kind !== undefined) unpacked.push({ ...kind, id, startedAtMs: baseAtMs + sinceBaseMs, totalMs });
  }
  return unpacked;
}

function kindOf({ scenario, outcome, tier, reason, trace }: RequestSummary): RequestKind {
  const { model, answerer } = trace;
  const kind = { scenario, outcome, tier, model, answerer };
  return reason === undefined ? kind : { ...kind, reason };
}
