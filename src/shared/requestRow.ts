import type { RequestSummary } from '../core/clientSnapshot.ts';
import type { RequestRow } from './messages.ts';

/** A finished request as it is listed: without its spans. */
export function requestRow({ id, scenario, outcome, tier, reason, trace }: RequestSummary): RequestRow {
  const { model, answerer, startedAtMs, totalMs } = trace;
  const listed = { id, scenario, outcome, tier, model, answerer, startedAtMs, totalMs };
  return reason === undefined ? listed : { ...listed, reason };
}
