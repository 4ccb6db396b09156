import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { heuristicPlan } from '../../../../src/core/world/heuristicPlan.ts';
import { parseScenario } from '../../../../src/core/world/parseScenario.ts';
import type { PlanStep } from '../../../../src/core/world/plan.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import { simulatePlan } from '../../../../src/core/world/simulation/simulate.ts';
import { plan } from './worlds.ts';

const folder = new URL('../../../../media/sample-workspace/', import.meta.url);

function open(file: string): Scenario {
  const parsed = parseScenario(readFileSync(new URL(file, folder), 'utf8'), file);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.scenario;
}

function codes(file: string, ...steps: readonly PlanStep[]): readonly string[] {
  return simulatePlan(plan(...steps), open(file)).problems.map((problem) => problem.code);
}

describe('the sample workspace', () => {
  it('holds nothing that does not open, and says in its README what each file is for', () => {
    const readme = readFileSync(new URL('README.md', folder), 'utf8');
    const files = readdirSync(folder).filter((file) => /\.(scenario|snapshot)\.json$/.test(file));
    expect(files.length).toBeGreaterThanOrEqual(4);
    for (const file of files) {
      expect(readme).toContain(file);
      expect(heuristicPlan(open(file))).toBeDefined();
    }
  });

  it('has a door that is reached around a wall and not through it', () => {
    const file = 'door-behind-wall.scenario.json';
    expect(codes(file, { act: 'MoveTo', x: 5, y: 5 })).toContain('blocked-cell');
    expect(simulatePlan(plan({ act: 'MoveTo', x: 10, y: 5 }), open(file))).toMatchObject({
      executable: true,
      objectiveReached: 'yes',
    });
  });

  it('has an enemy that can be attacked only after a reload', () => {
    const attack = { act: 'Attack', target_id: 21 };
    expect(codes('out-of-ammo.scenario.json', attack)).toContain('no-ammunition');
    expect(simulatePlan(plan({ act: 'Reload' }, attack), open('out-of-ammo.scenario.json')).executable).toBe(true);
  });

  it('has a nearer enemy in hiding, a farther one in sight, and no smoke', () => {
    const file = 'two-enemies.snapshot.json';
    expect(codes(file, { act: 'Attack', target_id: 7 })).toEqual(['no-line-of-sight']);
    expect(codes(file, { act: 'ThrowSmoke', x: 2, y: 2 })).toEqual(['on-cooldown']);
    expect(heuristicPlan(open(file))?.steps).toEqual([{ act: 'Attack', target_id: 8 }]);
  });

  it('has someone hurt who heals and falls back', () => {
    expect(heuristicPlan(open('already-hurt.scenario.json'))?.steps.map((step) => step.act)).toEqual([
      'Heal',
      'MoveTo',
    ]);
  });
});
