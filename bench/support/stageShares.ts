import type { Metrics } from '../../src/core/bench/benchCase.ts';
import type { SpanName, Trace } from '../../src/core/telemetry/trace.ts';

/** Adds up where requests spent their time, by the spans of their traces. */
export class StageShares {
  readonly #byStage = new Map<SpanName, number>();
  #totalMs = 0;

  add({ totalMs, spans }: Trace): void {
    this.#totalMs += totalMs;
    const ownMs = spans.map((span) => span.durationMs);
    for (const span of spans) {
      if (span.parent >= 0) ownMs[span.parent] = (ownMs[span.parent] ?? 0) - span.durationMs;
    }
    for (const [i, { name }] of spans.entries()) {
      this.#byStage.set(name, (this.#byStage.get(name) ?? 0) + Math.max(0, ownMs[i] ?? 0));
    }
  }

  /** `keyShare`, `cacheShare` and so on, each stage without what it encloses, and `otherShare`; together 1. */
  metrics(): Metrics {
    if (this.#totalMs <= 0) return {};
    let otherMs = this.#totalMs;
    const shares: Record<string, number> = {};
    for (const [name, ms] of this.#byStage) {
      shares[`${camelCase(name)}Share`] = ms / this.#totalMs;
      otherMs -= ms;
    }
    return { ...shares, otherShare: Math.max(0, otherMs) / this.#totalMs };
  }
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
