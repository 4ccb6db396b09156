/** The headers of a response that say when to come again. */
export interface RetryHeaders {
  readonly 'retry-after'?: string | undefined;
  readonly date?: string | undefined;
}

/**
 * What `Retry-After` asks for, in milliseconds from now, never negative; undefined where it asks for nothing that can be
 * read. Seconds are taken with a fraction too, which some servers send. A date is held against the server's own `Date`,
 * so that two clocks that differ do no harm, and where there is none against `wallMs`, milliseconds since the Unix epoch.
 * Formats: RFC 9110, sections 10.2.3 and 5.6.7.
 */
export function retryAfterMs(headers: RetryHeaders, wallMs: () => number | undefined): number | undefined {
  const asked = headers['retry-after']?.trim();
  if (asked === undefined || asked === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(asked)) return Number(asked) * 1000;
  const untilMs = httpDateMs(asked);
  const nowMs = httpDateMs(headers.date) ?? wallMs();
  return untilMs === undefined || nowMs === undefined ? undefined : Math.max(0, untilMs - nowMs);
}

/** Only dates of HTTP's own form: `Date.parse` alone would also take "7 May" or a lone year. */
function httpDateMs(text: string | undefined): number | undefined {
  if (text === undefined || !/^\w{3,9}, .* GMT$/.test(text.trim())) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
