import type { RequestDetails } from '../core/requestHistory.ts';
import { callText } from '../core/world/callText.ts';
import type { TraceView } from './messages.ts';
import { requestRow } from './requestRows.ts';

/** A request as its page shows it. */
export function traceView(request: RequestDetails, keepsTexts: boolean): TraceView {
  const { trace, kept, exchanges } = request;
  return {
    row: requestRow(request),
    trace,
    isKept: kept !== undefined,
    steps: kept?.plan?.steps.map(callText) ?? [],
    problems: kept?.problems.map(({ message }) => message) ?? [],
    keepsTexts,
    ...(exchanges === undefined
      ? {}
      : {
          exchanges: exchanges.map(({ sent, answered }) => ({ sent, ...(answered === undefined ? {} : { answered }) })),
        }),
  };
}
