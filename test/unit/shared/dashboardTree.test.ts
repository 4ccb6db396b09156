import { describe, expect, it } from 'vitest';
import { dashboardTree } from '../../../src/shared/dashboardTree.ts';
import type { DashboardModel } from '../../../src/shared/messages.ts';
import type { TreeNode } from '../../../src/shared/tree/treeNode.ts';
import { RequestList } from '../../../src/webview/dashboard/requestList.ts';
import {
  busyClient,
  busyDashboard,
  dashboardOf,
  idleClient,
  openBreaker,
  SAMPLE_AT_MS,
  sampleBreaker,
} from './samples/sampleClient.ts';

function allNodes(nodes: readonly TreeNode[]): TreeNode[] {
  return nodes.flatMap((node) => [node, ...allNodes(node.children ?? [])]);
}

function treeOf(model: DashboardModel, nowMs = SAMPLE_AT_MS): readonly TreeNode[] {
  const requests = new RequestList();
  requests.update(model.requests);
  return dashboardTree(model, requests.listed(model.filter), nowMs);
}

function nodeOf(model: DashboardModel, id: string, nowMs?: number): TreeNode | undefined {
  return allNodes(treeOf(model, nowMs)).find((node) => node.id === id);
}

describe('the tree', () => {
  it('has its sections in the order of the questions', () => {
    const labels = treeOf(busyDashboard()).map((node) => node.label);
    expect(labels).toEqual(['Models', 'Cache', 'Requests', 'Latency', 'Funnel', 'Attempts', 'Benchmarks']);
  });

  it('names every row once', () => {
    const ids = allNodes(treeOf(busyDashboard({ running: { done: 1, total: 33, id: 'llm/x' } }))).map(
      (node) => node.id,
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names the same things the same when all figures have moved', () => {
    const before = allNodes(treeOf(busyDashboard())).map((node) => node.id);
    const { cache } = busyClient();
    const moved = busyDashboard({ client: busyClient({ cache: { ...cache, hits: 9_999 }, atMs: SAMPLE_AT_MS + 500 }) });
    expect(allNodes(treeOf(moved)).map((node) => node.id)).toEqual(before);
  });

  it('names transitions once even when two came at the same moment', () => {
    const [first] = openBreaker().timeline;
    const timeline = first === undefined ? [] : [first, first, first];
    const client = busyClient({ breakers: [openBreaker({ timeline })] });
    const ids = nodeOf(dashboardOf(client), 'breaker:phi3:mini/timeline')?.children?.map((node) => node.id) ?? [];
    expect(new Set(ids).size).toBe(3);
  });
});

describe('models', () => {
  it('says that none was found and offers the simulator and another look', () => {
    const models = nodeOf(dashboardOf(idleClient()), 'models');
    expect(models).toMatchObject({ description: 'none found', tone: 'warning' });
    expect(models?.actions?.map((action) => action.action.action)).toEqual(['startSimulator', 'discover']);
  });

  it('shows a model that was not asked yet, with its endpoint', () => {
    const client = idleClient({
      model: {
        kind: 'server',
        name: 'phi3:mini',
        endpoint: 'http://127.0.0.1:11434',
        dialect: 'ollama',
        rung: 'schema',
      },
    });
    expect(nodeOf(dashboardOf(client), 'breaker:phi3:mini')).toMatchObject({
      label: 'phi3:mini',
      description: 'not asked yet',
      children: [
        { label: 'Endpoint', description: 'http://127.0.0.1:11434' },
        { label: 'Dialect', description: 'Ollama' },
        { label: 'Structured output', description: 'JSON schema' },
        { label: 'Queue', description: '0 of 1 at work, nobody waits' },
      ],
    });
  });

  it('shows a load under way, who waits, and whom the queue refused', () => {
    const queue = { running: 1, waiting: 2, maxConcurrent: 1, maxWaiting: 2, refused: 3 };
    const { model, atMs } = busyClient();
    if (model.kind === 'none') throw new Error('The busy client has a model.');
    const client = busyClient({ model: { ...model, loadingSinceAtMs: atMs - 12_000 }, queue });
    const rows = nodeOf(dashboardOf(client), 'breaker:phi3:mini')?.children?.map(
      ({ label, description }) => `${label}: ${description}`,
    );
    expect(rows).toContain('Being loaded: for 12 s');
    expect(rows).toContain('Queue: 1 of 1 at work, 2 waiting');
    expect(rows).toContain('Queue was full: 3 times');
  });

  it('calls the simulator a simulator and offers to stop it', () => {
    const client = busyClient({
      model: { kind: 'simulator', name: 'rules', endpoint: 'http://127.0.0.1:5', dialect: 'ollama', rung: 'schema' },
    });
    const models = nodeOf(dashboardOf(client), 'models');
    expect(models?.description).toBe('rules (simulator)');
    expect(models?.actions?.[0]?.action).toEqual({ action: 'stopSimulator' });
  });

  it('counts down to the next trial of an open breaker by the time it is given', () => {
    const breaker = nodeOf(busyDashboard(), 'breaker:phi3:mini', SAMPLE_AT_MS + 3_000);
    expect(breaker).toMatchObject({ description: 'open, next trial in 9 s', tone: 'error' });
    expect(nodeOf(busyDashboard(), 'breaker:phi3:mini/next-trial', SAMPLE_AT_MS + 12_500)?.description).toBe('now');
  });

  it('says first what keeps an open breaker open, then what is known of its server', () => {
    const labels = nodeOf(busyDashboard(), 'breaker:phi3:mini')?.children?.map(({ label }) => label);
    expect(labels?.slice(0, 3)).toEqual(['Because', 'Next trial', 'Endpoint']);
    expect(labels?.at(-1)).toBe('Timeline');
  });

  it('says why a breaker is open, from its last transition', () => {
    const because = nodeOf(busyDashboard(), 'breaker:phi3:mini/cause')?.description;
    expect(because).toBe('5 failures in a row (connection refused)');
  });

  it('shows the trials of a half-open breaker', () => {
    const half = sampleBreaker({ state: 'half-open', trials: { running: 1, succeeded: 1, needed: 2 } });
    const client = busyClient({ breakers: [half] });
    expect(nodeOf(dashboardOf(client), 'breaker:phi3:mini/trials')?.description).toBe(
      '1 running, 1 of 2 trials succeeded',
    );
  });

  it('draws the last ten minutes of a breaker, and says them', () => {
    const strip = nodeOf(busyDashboard(), 'breaker:phi3:mini')?.graphic;
    const parts = strip?.type === 'strip' ? strip.parts.map(({ tone }) => tone) : [];
    expect(parts).toEqual(['ok', 'error', 'warning', 'ok', 'error']);
    expect(nodeOf(busyDashboard(), 'breaker:phi3:mini/timeline')?.tooltip).toBe(
      'Of the last 10 minutes closed 93.0 %, open 6.3 %, half-open 0.7 %',
    );
  });

  it('resets the breaker of its own model', () => {
    expect(nodeOf(busyDashboard(), 'breaker:qwen2.5-coder:1.5b')?.actions?.[0]?.action).toEqual({
      action: 'resetBreaker',
      model: 'qwen2.5-coder:1.5b',
    });
  });

  it('shows the newest transition first', () => {
    const timeline = nodeOf(busyDashboard(), 'breaker:phi3:mini/timeline');
    expect(timeline?.description).toBe('4 changes');
    expect(timeline?.children?.[0]).toMatchObject({ label: 'closed → open', tone: 'error' });
    expect(timeline?.children?.at(-1)?.description).toContain('first byte too late');
  });
});

describe('cache', () => {
  it('shows hit ratio, size and what it saved', () => {
    const texts = nodeOf(busyDashboard(), 'cache')?.children?.map((node) => `${node.label}: ${node.description}`);
    expect(texts).toEqual([
      'Hit ratio: 93.3 % (1,204 of 1,290 lookups)',
      'Entries: 512 of 1,000',
      'Size: 1.25 MiB of 64 MiB',
      'On disk: 2,310 entries · 37 hits',
      'Model time saved: 46 min 11 s',
      'Tokens saved: 257,656',
      'Insertions: 598',
      'Evictions: 61',
      'Expirations: 25',
      'Not admitted: 14',
    ]);
  });

  it('has rows for near matches once there were some', () => {
    const { cache } = busyClient();
    const rowsOf = (change: Partial<typeof cache>) =>
      nodeOf(busyDashboard({ client: busyClient({ cache: { ...cache, ...change } }) }), 'cache')
        ?.children?.filter(({ id }) => id === 'cache/near-hits' || id === 'cache/shadow-hits')
        .map((node) => `${node.label}: ${node.description}`);
    expect(rowsOf({ nearHits: 12 })).toEqual(['Near hits: 12 of 86 misses']);
    expect(rowsOf({ shadowHits: 40, shadowWrong: 3 })).toEqual(['Shadow hits: 7.5 % wrong (3 of 40)']);
    expect(rowsOf({ shadowHits: 4, nearHits: 1 })).toHaveLength(2);
  });

  it('claims no ratio before the first lookup', () => {
    const model = dashboardOf(idleClient());
    expect(nodeOf(model, 'cache')?.description).toBe('0 entries');
    expect(nodeOf(model, 'cache/hit-ratio')?.description).toBe('no lookup yet');
  });

  it('draws the hit ratio of the last minutes, and says it', () => {
    const { trends } = busyClient();
    expect(nodeOf(busyDashboard(), 'cache')?.graphic).toEqual({ type: 'line', values: trends.hitRatios, max: 1 });
    expect(nodeOf(busyDashboard(), 'cache')?.tooltip).toMatch(
      /^Hit ratio of the last 10 minutes: now 7\d\.\d %, lowest 6/,
    );
    expect(nodeOf(dashboardOf(idleClient()), 'cache')?.graphic).toBeUndefined();
  });

  it('says nothing of a disk without a store', () => {
    expect(nodeOf(dashboardOf(idleClient()), 'cache/stored')).toBeUndefined();
  });

  it('offers to look at its plans, to explain a miss, and to clear it', () => {
    const actions = nodeOf(busyDashboard(), 'cache')?.actions?.map(({ action }) => action);
    expect(actions).toEqual([{ action: 'showCachedPlans' }, { action: 'explainMiss' }, { action: 'clearCache' }]);
  });
});

describe('latency, funnel and attempts', () => {
  it('says "not estimable" for a percentile without enough samples', () => {
    expect(nodeOf(busyDashboard(), 'latency/model/p99')?.description).toBe('not estimable');
    expect(nodeOf(busyDashboard(), 'latency/cache/p50')?.description).toBe('62.2 µs');
  });

  it('draws the newest answers of the model, and says the last and the longest', () => {
    const { trends } = busyClient();
    const max = Math.max(...trends.modelMs);
    expect(nodeOf(busyDashboard(), 'latency')?.graphic).toEqual({ type: 'line', values: trends.modelMs, max });
    expect(nodeOf(busyDashboard(), 'latency')?.tooltip).toMatch(
      /^The newest 40 answers of the model: the last took .* s, the longest .* s$/,
    );
  });

  it('shows each stage of the funnel as a share of what was sent', () => {
    const texts = nodeOf(busyDashboard(), 'funnel')?.children?.map((node) => `${node.label}: ${node.description}`);
    expect(texts?.[0]).toBe('Sent: 118');
    expect(texts?.slice(-4)).toEqual([
      'Executable: 72 (61.0 %)',
      'Goal reached: 51 (43.2 %)',
      'In time: 49 (41.5 %)',
      'Goal names no place: 9',
    ]);
  });

  it('lists failures by code, the most frequent first', () => {
    const failures = nodeOf(busyDashboard(), 'attempts')?.children?.filter((node) =>
      node.id.startsWith('attempts/failure:'),
    );
    expect(failures?.map((node) => node.label)).toEqual([
      'Failed: refused',
      'Failed: first-byte-timeout',
      'Failed: reset',
    ]);
  });
});

describe('benchmarks', () => {
  it('opens the report of a kept run', () => {
    expect(nodeOf(busyDashboard(), 'run:run-2')).toMatchObject({
      description: '2 of 33 failed · full · simulator',
      tone: 'error',
      activate: { action: 'openReport', id: 'run-2' },
    });
  });

  it('shows how far a run is and offers to cancel it instead of another run', () => {
    const model = busyDashboard({ running: { done: 12, total: 33, id: 'llm/cache_hit_latency' } });
    expect(nodeOf(model, 'benchmarks/running')).toMatchObject({ description: '12 of 33 done', progress: 12 / 33 });
    expect(nodeOf(model, 'benchmarks')?.actions?.map((action) => action.action.action)).toEqual(['cancelBenchmarks']);
  });

  it('offers a run when none is under way', () => {
    expect(nodeOf(dashboardOf(idleClient()), 'benchmarks')).toMatchObject({
      description: 'not run yet',
      actions: [{ action: { action: 'runBenchmarks' } }],
    });
  });
});
