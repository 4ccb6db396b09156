import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Clock, systemClock } from '../../../src/core/base/clock.ts';
import { InputError } from '../../../src/core/base/errors.ts';
import { silentLogger } from '../../../src/core/base/logger.ts';
import {
  type SimulatorExit,
  type SimulatorProcess,
  spawnSimulator,
} from '../../../src/core/simulator/simulatorProcess.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { rawDialects } from './dialects.ts';
import { call, chatBody, words } from './rawClient.ts';
import { startForTest } from './startForTest.ts';

const never = new AbortController().signal;
/** Starting a process on a busy machine takes its time. */
const patience = { timeout: 15_000 };

function program(name: 'simulate' | 'stubborn' | 'parent' | 'missing'): string {
  return fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url));
}

async function spawn(
  args: readonly string[] = [],
  options: {
    readonly clock?: Clock;
    readonly entry?: string;
    readonly execPath?: string;
    readonly signal?: AbortSignal;
  } = {},
): Promise<SimulatorProcess> {
  const { clock = systemClock, entry = program('simulate'), execPath = process.execPath, signal = never } = options;
  const child = await spawnSimulator({ clock, logger: silentLogger, execPath, entry, args }, signal);
  onTestFinished(() => child.dispose());
  return child;
}

/** Whether a process of that id exists. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('simulator process', patience, () => {
  it('answers, obeys and counts as one in this process does', async () => {
    const child = await spawn(['--model', 'other', '--seed', '3']);
    const answer = await call(child.endpoint, '/api/chat', { body: chatBody({ model: 'other' }) }).answer;
    expect(JSON.parse(words(answer.text))).toMatchObject({ steps: [{ act: 'MoveTo' }] });
    await call(child.endpoint, '/health').answer;
    const stats = { requests: 1, byModel: { other: 1 }, probes: { '/health': 1 } };
    expect(await child.stats(never)).toMatchObject(stats);

    await child.setFaults({ type: 'script', sequence: ['busy'] }, never);
    expect(await call(child.endpoint, '/api/chat', { body: chatBody() }).answer).toMatchObject({ status: 503 });
    await child.refuseConnections(true, never);
    expect(await call(child.endpoint, '/api/version').answer).toMatchObject({ error: 'ECONNREFUSED' });
    await child.refuseConnections(false, never);
    expect(await call(child.endpoint, '/api/version').answer).toMatchObject({ status: 200 });

    await child.setLatency({ type: 'fixed', serviceTimeMs: 1e6 }, never);
    const slow = call(child.endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(async () => expect(await child.stats(never)).toMatchObject({ activeRequests: 1 }));
    slow.abort();
  });

  it('passes on what the child refuses', async () => {
    const child = await spawn();
    const bad = child.setFaults({ type: 'rates', rates: [{ kind: 'busy', rate: 9 }] }, never);
    await expect(bad).rejects.toBeInstanceOf(InputError);
    await expect(bad).rejects.toThrow(/"busy" is 9/);
    await expect(child.setLatency({ type: 'recorded', scale: 1 }, never)).rejects.toThrow(/replaying/);
    expect(await child.stats(never)).toMatchObject({ requests: 0 });
  });

  it('ends when disposed, stalled requests and all, and says so once', async () => {
    const child = await spawn();
    const exits: SimulatorExit[] = [];
    child.onDidExit((exit) => exits.push(exit));
    await child.setFaults({ type: 'script', sequence: ['stall'] }, never);
    const stalled = call(child.endpoint, '/api/chat', { body: chatBody() });
    await vi.waitFor(async () => expect(await child.stats(never)).toMatchObject({ activeRequests: 1 }));
    await Promise.all([child.dispose(), child.dispose()]);
    expect(isAlive(child.pid)).toBe(false);
    expect(exits).toEqual([{ code: 0, signal: null }]);
    expect(await stalled.answer).toMatchObject({ complete: false });
    await expect(child.stats(never)).rejects.toMatchObject({ code: 'simulator-gone' });
  });

  it('rejects what is under way when the child dies', async () => {
    const child = await spawn([], { entry: program('stubborn') });
    const asked = child.stats(never);
    const exited = new Promise((resolve) => child.onDidExit(resolve));
    process.kill(child.pid, 'SIGKILL');
    await expect(asked).rejects.toMatchObject({ code: 'simulator-gone', message: expect.stringMatching(/SIGKILL/) });
    expect(await exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it.each(rawDialects)('can be killed in mid-stream, which its client hears ($name)', async (dialect) => {
    const child = await spawn();
    await child.setFaults({ type: 'script', sequence: ['slow-drip'], dripMs: 1 }, never);
    const reading = call(child.endpoint, dialect.path, { body: dialect.body() });
    await reading.firstData;
    const exited = new Promise((resolve) => child.onDidExit(resolve));
    process.kill(child.pid, 'SIGKILL');
    const answer = await reading.answer;
    expect(answer).toMatchObject({ status: 200, complete: false, error: 'ECONNRESET' });
    expect(dialect.isDone(answer.text)).toBe(false);
    expect(await exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('is killed when it heeds neither the request to end nor SIGTERM', async () => {
    const clock = new FakeClock();
    const child = await spawn([], { clock, entry: program('stubborn') });
    const exited = new Promise((resolve) => child.onDidExit(resolve));
    const disposed = child.dispose();
    await clock.advance(1_500);
    expect(isAlive(child.pid)).toBe(true);
    await clock.advance(500);
    await disposed;
    expect(await exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends by itself when its parent is killed', async () => {
    const parent = fork(program('parent'), { execArgv: [] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [{ pid, endpoint }] = (await once(parent, 'message')) as [{ pid: number; endpoint: string }];
    // Where this test fails, the orphan must not outlive it.
    onTestFinished(() => {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    });
    expect(await call(endpoint, '/api/version').answer).toMatchObject({ status: 200 });
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 10_000);
  });
});

describe('start of a simulator process', patience, () => {
  it('fails with the child’s own words when the port is in use', async () => {
    const { port } = await startForTest();
    const start = spawn(['--port', String(port)]);
    await expect(start).rejects.toBeInstanceOf(InputError);
    await expect(start).rejects.toThrow(new RegExp(`Port ${port} .*in use`));
  });

  it('fails with what the child said when there is no program', async () => {
    await expect(spawn([], { entry: program('missing') })).rejects.toMatchObject({
      code: 'simulator-start',
      message: expect.stringMatching(/exit code 1.*Cannot find module/s),
    });
  });

  it('fails when there is no such Node', async () => {
    await expect(spawn([], { execPath: '/nowhere/node' })).rejects.toMatchObject({
      code: 'simulator-start',
      message: expect.stringMatching(/\/nowhere\/node/),
    });
  });

  it('can be cancelled, and leaves no child', async () => {
    const children = (): number => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
    await vi.waitFor(() => expect(children()).toBe(0));
    const cancel = new AbortController();
    const start = spawn([], { signal: cancel.signal });
    cancel.abort(new DOMException('Enough.', 'AbortError'));
    expect(children()).toBe(1);
    await expect(start).rejects.toThrow('Enough.');
    await vi.waitFor(() => expect(children()).toBe(0));
    await expect(spawn([], { signal: cancel.signal })).rejects.toThrow('Enough.');
  });
});
