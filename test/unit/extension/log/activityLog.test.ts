import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/core/base/events.ts';
import type { RequestSummary } from '../../../../src/core/clientSnapshot.ts';
import type { NewRequests } from '../../../../src/core/requestHistory.ts';
import type { Probe } from '../../../../src/core/transport/httpStream.ts';
import { ActivityLog } from '../../../../src/extension/log/activityLog.ts';
import { RecordingLogger } from '../../../support/recordingLogger.ts';
import { sampleSummary } from '../../shared/samples/sampleClient.ts';

/** Says what a listener of the client sees, and counts how often it is looked at. */
class FakeClient {
  readonly changes = new Emitter<void>(() => {});
  readonly probes = new Emitter<Probe>(() => {});
  requests: readonly RequestSummary[] = [];
  added = 0;
  looks = 0;
  readonly http = { onDidProbe: this.probes.event };
  readonly onDidChange = this.changes.event;

  requestsSince(after: number): NewRequests {
    this.looks++;
    const all = this.requests.length;
    const count = after > this.added ? all : Math.min(all, this.added - after);
    const isComplete = after <= this.added && this.added - after === count;
    return { upTo: this.added, requests: this.requests.slice(0, count), isComplete };
  }

  end(...requests: readonly RequestSummary[]): void {
    this.added += requests.length;
    this.requests = [...requests.toReversed(), ...this.requests].slice(0, 200);
    this.changes.fire();
  }
}

class FakeLog extends RecordingLogger {
  readonly #changes = new Emitter<void>(() => {});
  readonly onDidChangeLevel = this.#changes.event;
  #level: 'info' | 'debug' | 'trace' = 'info';

  isEnabled(level: 'debug' | 'trace'): boolean {
    return this.#level === 'trace' || this.#level === level;
  }

  trace(message: string): void {
    this.lines.push(`trace: ${message}`);
  }

  turnTo(level: 'info' | 'debug' | 'trace'): void {
    this.#level = level;
    this.#changes.fire();
  }
}

let client: FakeClient;
let logger: FakeLog;
let log: ActivityLog;

beforeEach(() => {
  vi.useFakeTimers();
  client = new FakeClient();
  logger = new FakeLog();
  log = new ActivityLog({ client, logger });
});

afterEach(() => {
  log.dispose();
  vi.useRealTimers();
});

const PROBE: Probe = { method: 'GET', url: new URL('http://127.0.0.1:1/api'), outcome: 'HTTP 200', durationMs: 3 };

describe('while nobody reads it', () => {
  it('does not listen, so that a request costs nothing', () => {
    expect([client.changes.isHeard, client.probes.isHeard]).toEqual([false, false]);
    client.end(sampleSummary(1));
    expect({ looks: client.looks, lines: logger.lines }).toEqual({ looks: 0, lines: [] });
  });
});

describe('at debug', () => {
  it('writes a line for each request that ended since, oldest first, and none twice', () => {
    client.end(sampleSummary(1));
    logger.turnTo('debug');
    client.end(sampleSummary(2), sampleSummary(3));
    vi.advanceTimersByTime(100);
    client.end(sampleSummary(7));
    vi.advanceTimersByTime(100);
    expect(logger.lines).toEqual([
      'debug: Request 2 "resupply.json": cache, tier full, 62.2 µs, no attempt.',
      'debug: Request 3 "hold-the-tower.json": model, tier full, 2.87 s, 2 attempts (reset, ok).',
      'debug: Request 7 "hold-the-tower.json": fallback, tier heuristic, 410 µs, no attempt.',
    ]);
  });

  it('writes the first request of all', () => {
    logger.turnTo('debug');
    client.end(sampleSummary(1));
    expect(logger.lines).toHaveLength(1);
  });

  it('looks at the client ten times a second, however many requests end', () => {
    logger.turnTo('debug');
    client.looks = 0;
    for (let ms = 0; ms < 1_000; ms++) {
      client.end(sampleSummary(ms + 1));
      vi.advanceTimersByTime(1);
    }
    expect(client.looks).toBeLessThanOrEqual(11);
    vi.advanceTimersByTime(100);
    expect(logger.lines).toHaveLength(1_000);
  });

  it('says so when more ended than the client keeps', () => {
    logger.turnTo('debug');
    client.end(sampleSummary(1));
    client.end(...Array.from({ length: 300 }, (_, index) => sampleSummary(index + 2)));
    vi.advanceTimersByTime(100);
    expect(logger.lines[1]).toBe('debug: More requests ended than are kept; the newest:');
    expect(logger.lines).toHaveLength(202);
  });

  it('writes no reason, which may quote an answer, and keeps a name in its line', () => {
    logger.turnTo('debug');
    client.end(sampleSummary(1, { scenario: 'one\nERROR two', reason: 'the answer was "secret words"' }));
    expect(logger.lines).toHaveLength(1);
    expect(logger.lines[0]).not.toMatch(/secret|\n/);
  });

  it('writes each look at an address', () => {
    logger.turnTo('debug');
    client.probes.fire(PROBE);
    expect(logger.lines).toEqual(['debug: GET http://127.0.0.1:1/api: HTTP 200 after 3.00 ms.']);
  });

  it('ends when the level is raised again', () => {
    logger.turnTo('debug');
    logger.turnTo('info');
    expect([client.changes.isHeard, client.probes.isHeard]).toEqual([false, false]);
  });
});

describe('at trace', () => {
  it('writes the spans too, indented by what they lie in', () => {
    logger.turnTo('trace');
    client.end(sampleSummary(3));
    const lines = logger.lines[1]?.split('\n') ?? [];
    expect(lines[0]).toBe('trace: Spans of request 3, model "phi3:mini":');
    expect(lines).toContain('  attempt at 100 µs for 512 ms failed: reset');
    expect(lines).toContain('    connect at 100 µs for 420 µs');
  });
});
