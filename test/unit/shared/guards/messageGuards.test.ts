import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorldMap } from '../../../../src/core/world/worldMap.ts';
import {
  isFromDashboard,
  isFromMap,
  isFromReport,
  isFromTrace,
  isToDashboard,
  isToMap,
  isToReport,
  isToTrace,
} from '../../../../src/shared/guards/messageGuards.ts';
import { busyDashboard, dashboardOf, idleClient, sampleRequest, sampleTrace } from '../samples/sampleClient.ts';
import { sampleComparison } from '../samples/sampleComparison.ts';
import { failedReport, sampleReport } from '../samples/sampleReport.ts';

const GUARDS = {
  isFromDashboard,
  isFromMap,
  isFromReport,
  isFromTrace,
  isToDashboard,
  isToMap,
  isToReport,
  isToTrace,
};

/** A map with something in every list of it. */
const sampleMap: WorldMap = {
  title: 'A yard',
  from: { x: 0, y: 0 },
  to: { x: 9, y: 9 },
  obstacles: [{ x: 5, y: 5 }],
  places: [{ name: 'gate', pos: { x: 9, y: 6 }, isObjective: true }],
  player: { x: 1, y: 1 },
  enemies: [{ name: '3', pos: { x: 8, y: 2 }, maxHp: 15 }],
  outside: 0,
  frames: [
    {
      label: '1. Scan(radius: 5)',
      state: 'ok',
      pos: { x: 2, y: 2 },
      way: [{ x: 2, y: 2 }],
      isWayKnown: true,
      t: 0,
      ammo: 2,
      cooldowns: [{ name: 'scan', leftS: 5 }],
      hp: [15],
      targets: [{ x: 8, y: 2 }],
      messages: ['Nothing is wrong.'],
    },
  ],
};

describe('what is let through', () => {
  it.each([
    { type: 'ready' },
    { type: 'action', action: 'clearCache' },
    { type: 'action', action: 'explainMiss' },
    { type: 'action', action: 'resetBreaker', model: 'phi3:mini' },
    { type: 'action', action: 'runBenchmarks' },
    { type: 'action', action: 'cancelBenchmarks' },
    { type: 'action', action: 'openReport', id: 'run-1' },
    { type: 'action', action: 'startSimulator' },
    { type: 'action', action: 'stopSimulator' },
    { type: 'action', action: 'discover' },
  ])('the dashboard may say $type $action', (message) => {
    expect(isFromDashboard(message)).toBe(true);
  });

  it.each([{ type: 'ready' }, { type: 'export', format: 'html' }, { type: 'export', format: 'json' }])(
    'the report may say $type $format',
    (message) => {
      expect(isFromReport(message)).toBe(true);
    },
  );

  it.each([{ type: 'ready' }, { type: 'select', frame: 0 }])('the map may say $type', (message) => {
    expect(isFromMap(message)).toBe(true);
  });

  it('a whole map, at a step or not', () => {
    expect(isToMap({ type: 'map', map: sampleMap })).toBe(true);
    expect(isToMap({ type: 'map', map: sampleMap, frame: 1 })).toBe(true);
  });

  it('a whole dashboard model, busy or idle', () => {
    const running = { done: 1, total: 33, id: 'llm/cache_hit_latency' };
    expect(isToDashboard({ type: 'model', model: busyDashboard({ running }) })).toBe(true);
    expect(isToDashboard({ type: 'model', model: dashboardOf(idleClient()) })).toBe(true);
  });

  it('the spans of a request, or that nobody knows them', () => {
    expect(isToDashboard({ type: 'trace', id: 3, trace: sampleTrace(sampleRequest(3)) })).toBe(true);
    expect(isToDashboard({ type: 'trace', id: 3 })).toBe(true);
    expect(isFromDashboard({ type: 'trace', id: 3 })).toBe(true);
  });

  it('a request for its own page, with texts or without', () => {
    const row = sampleRequest(3);
    const view = { row, trace: sampleTrace(row), isKept: true, steps: ['Wait()'], problems: [], keepsTexts: true };
    const exchanges = [{ sent: [{ role: 'user', content: 'plan' }] }, { sent: [], answered: '{}' }];
    expect(isToTrace({ type: 'trace', view })).toBe(true);
    expect(isToTrace({ type: 'gone' })).toBe(true);
    expect(isToTrace({ type: 'trace' })).toBe(false);
    expect(isToTrace({ type: 'trace', view: { ...view, exchanges } })).toBe(true);
    expect(isToTrace({ type: 'trace', view: { ...view, exchanges: [{ sent: 'plan' }] } })).toBe(false);
    expect(isFromTrace({ type: 'action', action: 'replay' })).toBe(true);
    expect(isFromTrace({ type: 'action', action: 'formatDisk' })).toBe(false);
  });

  it('a whole report, and one that went through JSON', () => {
    expect(isToReport({ type: 'report', report: sampleReport() })).toBe(true);
    expect(isToReport(JSON.parse(JSON.stringify({ type: 'report', report: failedReport() })))).toBe(true);
  });

  it('fields that only a newer version knows', () => {
    expect(isToReport({ type: 'report', report: { ...sampleReport(), later: 1 }, later: true })).toBe(true);
  });
});

describe('what is ignored', () => {
  it.each([
    { type: 'action' },
    { type: 'action', action: 'formatDisk' },
    { type: 'action', action: 'resetBreaker' },
    { type: 'action', action: 'openReport', id: 7 },
    { type: 'action', action: 'openTrace', id: '7' },
    { type: 'trace' },
    { type: 'export', format: 'html' },
    { action: 'clearCache' },
  ])('from the dashboard: %o', (message) => {
    expect(isFromDashboard(message)).toBe(false);
  });

  it('a report with a comparison or trends of the wrong shape', () => {
    const comparison = sampleComparison();
    expect(isToReport({ type: 'report', report: sampleReport({ comparison }), trends: {} })).toBe(true);
    for (const key of Object.keys(comparison)) {
      const report = { ...sampleReport(), comparison: { ...comparison, [key]: 7 } };
      if (key !== 'confidence' && key !== 'smallestChange')
        expect(isToReport({ type: 'report', report }), key).toBe(false);
    }
    expect(isToReport({ type: 'report', report: sampleReport(), trends: { x: { type: 'grid' } } })).toBe(false);
  });

  it('an export in a format that nobody knows', () => {
    expect(isFromReport({ type: 'export', format: 'pdf' })).toBe(false);
  });

  it('a model with a breaker state that the page cannot draw', () => {
    const model = busyDashboard();
    const breakers = model.client.breakers.map((breaker) => ({ ...breaker, state: 'ajar' }));
    expect(isToDashboard({ type: 'model', model: { ...model, client: { ...model.client, breakers } } })).toBe(false);
  });

  it('a model that has a part missing, whichever it is', () => {
    const model = busyDashboard();
    for (const key of Object.keys(model.client)) {
      const client = { ...model.client, [key]: undefined };
      expect(isToDashboard({ type: 'model', model: { ...model, client } }), key).toBe(false);
    }
  });

  it('a report of another schema', () => {
    expect(isToReport({ type: 'report', report: { ...sampleReport(), schemaVersion: 2 } })).toBe(false);
  });

  it('a report with a field of the wrong type, whichever it is', () => {
    for (const key of Object.keys(sampleReport())) {
      expect(isToReport({ type: 'report', report: { ...sampleReport(), [key]: true } }), key).toBe(false);
    }
  });

  it('a map with a field of the wrong type, whichever it is', () => {
    for (const key of Object.keys(sampleMap)) {
      expect(isToMap({ type: 'map', map: { ...sampleMap, [key]: true } }), key).toBe(false);
    }
    for (const frame of sampleMap.frames) {
      for (const key of Object.keys(frame)) {
        const frames = [{ ...frame, [key]: {} }];
        expect(isToMap({ type: 'map', map: { ...sampleMap, frames } }), key).toBe(false);
      }
    }
  });

  it.each([{ type: 'select' }, { type: 'select', frame: '1' }, { type: 'map' }])('from the map: %o', (message) => {
    expect(isFromMap(message)).toBe(false);
  });

  it('anything at all, without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const guard of Object.values(GUARDS)) expect(guard(value)).toBe(false);
      }),
    );
  });
});
