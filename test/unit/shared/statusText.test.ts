import { describe, expect, it } from 'vitest';
import type { ClientFigures } from '../../../src/core/clientSnapshot.ts';
import { formatTimeOfDay } from '../../../src/shared/format.ts';
import { type StatusContext, type StatusText, statusText } from '../../../src/shared/statusText.ts';
import { busyClient, idleClient, openBreaker, SAMPLE_AT_MS, sampleBreaker } from './samples/sampleClient.ts';

const SERVER = {
  kind: 'server',
  name: 'phi3:mini',
  endpoint: 'http://127.0.0.1:11434',
  dialect: 'ollama',
  rung: 'schema',
} as const;
const SIMULATOR = { ...SERVER, kind: 'simulator', name: 'simulator' } as const;

function status(client: ClientFigures, context: Partial<StatusContext> = {}, nowMs?: number): StatusText {
  const connection = client.model.kind === 'none' ? 'none' : 'connected';
  return statusText(client, { connection, isSimulatorRunning: false, ...context }, nowMs);
}

function withBreaker(change: Parameters<typeof sampleBreaker>[0]): ClientFigures {
  return busyClient({ breakers: [sampleBreaker(change)] });
}

function rowOf({ tooltipRows }: StatusText, label: string): string | undefined {
  return tooltipRows.find((row) => row.label === label)?.value;
}

function offers({ commands }: StatusText): readonly string[] {
  return commands.map(({ title }) => title);
}

describe('without a model', () => {
  it('says that nobody used it yet, and offers to look', () => {
    const shown = status(idleClient(), { connection: 'idle' });
    expect(shown).toMatchObject({ text: '$(circle-outline) Planscope', tone: 'normal' });
    expect(shown.accessibleText).toBe('Planscope: not used yet');
    expect(offers(shown)).toEqual(['Open Dashboard', 'Find Local Model', 'Start Simulator', 'Open Settings']);
  });

  it('says that it looks, and does not offer to look again', () => {
    const shown = status(idleClient(), { connection: 'looking' });
    expect(shown).toMatchObject({ text: '$(sync~spin) Planscope: looking', tone: 'normal' });
    expect(shown.accessibleText).toBe('Planscope: looking for a local model');
    expect(offers(shown)).toEqual(['Open Dashboard', 'Start Simulator', 'Open Settings']);
  });

  it('says that a server loads its model', () => {
    const shown = status(idleClient(), { connection: 'loading' });
    expect(shown).toMatchObject({ text: '$(sync~spin) Planscope: model loading', tone: 'normal' });
    expect(rowOf(shown, 'Model')).toBe('being loaded by its server');
  });

  it('says that there is none without shouting, and offers what can be done', () => {
    const shown = status(idleClient());
    expect(shown).toMatchObject({ text: '$(circle-slash) Planscope: no model', tone: 'normal' });
    expect(shown.accessibleText).toBe('Planscope: no local model found; plans are made by rules');
    expect(rowOf(shown, 'Model')).toMatch(/^none found/);
    expect(offers(shown)).toEqual([
      'Open Dashboard',
      'Check Local Model',
      'Find Local Model',
      'Start Simulator',
      'Open Settings',
    ]);
  });
});

describe('with a model', () => {
  it('is ready before the first request', () => {
    const shown = status(idleClient({ model: SERVER }));
    expect(shown).toMatchObject({ text: '$(circle-outline) phi3:mini: ready', tone: 'normal' });
    expect(shown.accessibleText).toBe('Planscope: phi3:mini, not asked yet');
  });

  it('shows a closed breaker as normal, with nothing to mend', () => {
    const shown = status(withBreaker({}));
    expect(shown).toMatchObject({ text: '$(pass) phi3:mini: closed', tone: 'normal' });
    expect(offers(shown)).toEqual(['Open Dashboard', 'Check Local Model', 'Find Local Model', 'Open Settings']);
  });

  it('counts an open breaker down by the time it is given, in the bar and nowhere else', () => {
    const client = busyClient({ breakers: [openBreaker()] });
    const shown = status(client);
    expect(shown).toMatchObject({ text: '$(error) phi3:mini: open, trial in 12 s', tone: 'error' });
    const later = status(client, {}, SAMPLE_AT_MS + 5_000);
    expect(later.text).not.toBe(shown.text);
    expect({ ...later, text: '' }).toEqual({ ...shown, text: '' });
  });

  it('is as wide in each second of a countdown, and above a minute changes once in a minute', () => {
    const textAt = (remainingMs: number): string =>
      status(busyClient({ breakers: [openBreaker({ nextTrialAtMs: SAMPLE_AT_MS + remainingMs })] })).text;
    const widths = Array.from({ length: 60 }, (_, second) => textAt(second * 1_000 + 1).length);
    expect(new Set(widths.slice(0, 59)).size).toBe(1);
    expect(textAt(900)).toBe('$(error) phi3:mini: open, trial in \u20071 s');
    expect([textAt(60_001), textAt(61_000), textAt(119_000)].map((text) => text.slice(-5))).toEqual(
      Array.from({ length: 3 }, () => '2 min'),
    );
    expect(textAt(-1)).toBe('$(error) phi3:mini: open, trial now');
  });

  it('offers to reset the breaker of the model in use while it is not closed', () => {
    for (const state of ['open', 'half-open', 'isolated'] as const) {
      const { commands } = status(withBreaker({ state }));
      expect(commands).toContainEqual({
        command: 'planscope.resetBreaker',
        title: 'Reset Circuit Breaker',
        args: ['phi3:mini'],
      });
      expect(commands.map(({ title }) => title)).toContain('Start Simulator');
    }
  });

  it('shows a model that is being loaded as that, and for how long, whatever its breaker says', () => {
    const model = { ...SERVER, loadingSinceAtMs: SAMPLE_AT_MS - 12_300 };
    const shown = status(busyClient({ model, breakers: [openBreaker()] }));
    expect(shown).toMatchObject({ text: '$(sync~spin) phi3:mini: loading, 12 s', tone: 'normal' });
    expect(shown.accessibleText).toBe('Planscope: phi3:mini, being loaded');
  });

  it('names a queue only while somebody waits in it', () => {
    const queue = { running: 1, waiting: 2, maxConcurrent: 1, maxWaiting: 32, refused: 0 };
    expect(rowOf(status(busyClient({ queue })), 'Queue')).toBe('2 requests waiting, 1 at work');
    expect(rowOf(status(busyClient({ queue: { ...queue, waiting: 0 } })), 'Queue')).toBeUndefined();
  });

  it('says why the breaker is open', () => {
    expect(rowOf(status(busyClient()), 'Because')).toBe('5 failures in a row (connection refused)');
  });

  it('shows the trials of a half-open breaker, without a background: it goes on by itself', () => {
    const shown = status(withBreaker({ state: 'half-open', trials: { running: 1, succeeded: 1, needed: 2 } }));
    expect(shown).toMatchObject({ text: '$(warning) phi3:mini: half-open 1/2', tone: 'normal' });
    expect(rowOf(shown, 'Breaker')).toBe('half-open, 1 of 2 trials succeeded');
  });

  it('shows an isolated breaker as a warning', () => {
    const shown = status(withBreaker({ state: 'isolated' }));
    expect(shown).toMatchObject({ text: '$(circle-slash) phi3:mini: isolated', tone: 'warning' });
    expect(shown.accessibleText).toBe('Planscope: phi3:mini, circuit breaker isolated by hand');
  });

  it('shows the breaker of the model in use, not of another one', () => {
    const shown = status(busyClient({ breakers: [openBreaker({ model: 'other' }), sampleBreaker()] }));
    expect(shown.tone).toBe('normal');
    expect(offers(shown)).not.toContain('Reset Circuit Breaker');
  });

  it('calls the simulator a simulator and not a model, and offers to stop the one of this window', () => {
    const client = idleClient({ model: SIMULATOR });
    const shown = status(client, { isSimulatorRunning: true });
    expect(shown.text).toBe('$(circle-outline) simulator: ready');
    expect(rowOf(shown, 'Model')).toBe('simulator, not a model');
    expect(offers(shown)).toContain('Stop Simulator');
    expect(offers(shown)).not.toContain('Start Simulator');
    expect(offers(status(client))).not.toContain('Stop Simulator');
  });

  it('reads well without icons, with a time that holds', () => {
    expect(status(busyClient()).accessibleText).toBe(
      `Planscope: phi3:mini, circuit breaker open, next trial at ${formatTimeOfDay(SAMPLE_AT_MS + 12_000)}`,
    );
  });

  it('takes no icon from the name of a model, and keeps a long one from filling the bar', () => {
    expect(status(idleClient({ model: { ...SERVER, name: '$(error) x' } })).text).toBe(
      '$(circle-outline) $ (error) x: ready',
    );
    const { text, tooltipRows } = status(idleClient({ model: { ...SERVER, name: 'm'.repeat(300) } }));
    expect(text.length).toBeLessThan(70);
    expect(tooltipRows[0]?.value).toHaveLength(300);
  });

  it('has requests, hits and the median in its table', () => {
    const shown = status(busyClient());
    expect([rowOf(shown, 'Requests'), rowOf(shown, 'Cache hits'), rowOf(shown, 'Model p50')]).toEqual([
      '1,297',
      '93.3 %',
      '2.31 s',
    ]);
  });
});
