import { describe, expect, it, vi } from 'vitest';
import { runPlan } from '../../../src/cli/plan.ts';
import { recordingTerminal } from '../../support/recordingTerminal.ts';
import { startForTest } from '../simulator/startForTest.ts';

// Whatever runs on this machine, nothing is found by itself here.
vi.mock('../../../src/core/transport/discovery.ts', async (original) => ({
  ...(await original<object>()),
  DEFAULT_ENDPOINTS: ['http://127.0.0.1:1'],
}));

const SCENARIO = 'media/sample-workspace/door-behind-wall.scenario.json';

async function plan(...argv: string[]) {
  const { io, said } = recordingTerminal();
  return { code: await runPlan([SCENARIO, ...argv], io), ...said };
}

describe('plan --runs in a terminal', () => {
  it('asks so often and says how far the answers got', async () => {
    const { endpoint } = await startForTest();
    const { code, out } = await plan('--runs', '3', '--json', '--endpoint', endpoint);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ runs: 3, answerer: 'simulator', funnel: { sent: 3, executable: 3 } });
  });

  it('prints plain text, without escapes for Markdown', async () => {
    const { endpoint } = await startForTest();
    const { out } = await plan('--runs', '1', '--endpoint', endpoint);
    expect(out).toMatch(/^1\. \w+\(.*\)$/m);
    expect(out).not.toContain('\\');
  });

  it.each([[[]], [['--json']]])('stops at once where there is no model, and says so (%j)', async (more) => {
    const { code, out, err } = await plan('--runs', '20', ...more);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(
      /^No model server was found at .*\nNothing was asked: --runs measures the answers of a model\.\n$/,
    );
  });
});
