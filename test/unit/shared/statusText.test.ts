import { describe, expect, it } from 'vitest';
import { statusText } from '../../../src/shared/statusText.ts';
import { busyClient, idleClient, openBreaker, SAMPLE_AT_MS, sampleBreaker } from './samples/sampleClient.ts';

const SERVER = {
  kind: 'server',
  name: 'phi3:mini',
  endpoint: 'http://127.0.0.1:11434',
  dialect: 'ollama',
  rung: 'schema',
} as const;

function rowOf(status: ReturnType<typeof statusText>, label: string): string | undefined {
  return status.tooltipRows.find((row) => row.label === label)?.value;
}

describe('without a model', () => {
  it('says so without shouting', () => {
    const status = statusText(idleClient());
    expect(status).toMatchObject({ text: '$(circle-slash) Planscope: no model', tone: 'normal' });
    expect(rowOf(status, 'Model')).toMatch(/^none found/);
  });
});

describe('with a model', () => {
  it('is ready before the first request', () => {
    expect(statusText(idleClient({ model: SERVER }))).toMatchObject({
      text: '$(circle-outline) phi3:mini: ready',
      tone: 'normal',
    });
  });

  it('shows a closed breaker as normal', () => {
    const status = statusText(busyClient({ breakers: [sampleBreaker()] }));
    expect(status).toMatchObject({ text: '$(pass) phi3:mini: closed', tone: 'normal' });
  });

  it('counts an open breaker down by the time it is given', () => {
    const client = busyClient({ breakers: [openBreaker()] });
    expect(statusText(client)).toMatchObject({ text: '$(error) phi3:mini: open, trial in 12 s', tone: 'error' });
    expect(statusText(client, SAMPLE_AT_MS + 11_100).text).toBe('$(error) phi3:mini: open, trial in 1 s');
  });

  it('shows a model that is being loaded as that, and for how long, whatever its breaker says', () => {
    const model = { ...SERVER, loadingSinceAtMs: SAMPLE_AT_MS - 12_300 };
    const status = statusText(busyClient({ model, breakers: [openBreaker()] }));
    expect(status).toMatchObject({ text: '$(sync~spin) phi3:mini: loading, 12 s', tone: 'normal' });
    expect(status.accessibleText).toBe('Planscope: phi3:mini, being loaded');
  });

  it('names a queue only while somebody waits in it', () => {
    const queue = { running: 1, waiting: 2, maxConcurrent: 1, maxWaiting: 32, refused: 0 };
    expect(rowOf(statusText(busyClient({ queue })), 'Queue')).toBe('2 requests waiting, 1 at work');
    expect(rowOf(statusText(busyClient({ queue: { ...queue, waiting: 0 } })), 'Queue')).toBeUndefined();
  });

  it('says why the breaker is open', () => {
    expect(rowOf(statusText(busyClient()), 'Because')).toBe('5 failures in a row (connection refused)');
  });

  it('shows the trials of a half-open breaker as a warning', () => {
    const half = sampleBreaker({ state: 'half-open', trials: { running: 1, succeeded: 1, needed: 2 } });
    const status = statusText(busyClient({ breakers: [half] }));
    expect(status).toMatchObject({ text: '$(warning) phi3:mini: half-open 1/2', tone: 'warning' });
    expect(rowOf(status, 'Breaker')).toBe('half-open, 1 of 2 trials succeeded');
  });

  it('shows an isolated breaker as a warning', () => {
    const isolated = sampleBreaker({ state: 'isolated' });
    expect(statusText(busyClient({ breakers: [isolated] }))).toMatchObject({
      text: '$(circle-slash) phi3:mini: isolated',
      tone: 'warning',
    });
  });

  it('shows the breaker of the model in use, not of another one', () => {
    const others = [openBreaker({ model: 'other' }), sampleBreaker()];
    expect(statusText(busyClient({ breakers: others })).tone).toBe('normal');
  });

  it('calls the simulator a simulator and not a model', () => {
    const client = idleClient({
      model: {
        kind: 'simulator',
        name: 'simulator',
        endpoint: 'http://127.0.0.1:5',
        dialect: 'ollama',
        rung: 'schema',
      },
    });
    const status = statusText(client);
    expect(status.text).toBe('$(circle-outline) simulator: ready');
    expect(rowOf(status, 'Model')).toBe('simulator, not a model');
  });

  it('reads well without icons', () => {
    expect(statusText(busyClient()).accessibleText).toBe(
      'Planscope: phi3:mini, circuit breaker open, next trial in 12 s',
    );
  });

  it('has requests, hits and the median in its table', () => {
    const status = statusText(busyClient());
    expect([rowOf(status, 'Requests'), rowOf(status, 'Cache hits'), rowOf(status, 'Model p50')]).toEqual([
      '1,297',
      '93.3 %',
      '2.31 s',
    ]);
  });
});
