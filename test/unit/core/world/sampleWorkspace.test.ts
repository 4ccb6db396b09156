import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type Inspection, inspectAnswer } from '../../../../src/core/answer/inspectAnswer.ts';
import { heuristicPlan } from '../../../../src/core/world/heuristicPlan.ts';
import { parseScenario } from '../../../../src/core/world/parseScenario.ts';
import type { PlanStep } from '../../../../src/core/world/plan.ts';
import { scenarioCandidates, scenarioReference } from '../../../../src/core/world/planLink.ts';
import type { ProblemCode } from '../../../../src/core/world/problems.ts';
import type { Scenario } from '../../../../src/core/world/scenario.ts';
import { schemaFiles } from '../../../../src/core/world/schemas/schemaFiles.ts';
import { simulatePlan } from '../../../../src/core/world/simulation/simulate.ts';
import { parseToolsFile, toolsReference } from '../../../../src/core/world/toolsFile.ts';
import { plan } from './worlds.ts';

const folder = new URL('../../../../media/sample-workspace/', import.meta.url);
const files = readdirSync(folder);

function read(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}

function filesOf(kind: string): readonly string[] {
  return files.filter((file) => file.endsWith(`.${kind}.json`));
}

function open(file: string): Scenario {
  const text = read(file);
  const source = toolsReference(text);
  const parsed = parseScenario(text, file, source === undefined ? undefined : { source, text: read(source) });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.scenario;
}

function scenarioOf(planFile: string): string {
  const named = scenarioReference(read(planFile))?.path.replace(/^\.\//, '');
  const found = named ?? scenarioCandidates(planFile).find((file) => files.includes(file));
  if (found === undefined) throw new Error(`${planFile} has no scenario.`);
  return found;
}

function inspect(planFile: string): Inspection {
  return inspectAnswer(read(planFile), open(scenarioOf(planFile)));
}

function codes(file: string, ...steps: readonly PlanStep[]): readonly string[] {
  return simulatePlan(plan(...steps), open(file)).problems.map((problem) => problem.code);
}

/** What each plan teaches: the problems that it has, and no others. */
const LESSONS: Readonly<Record<string, readonly ProblemCode[]>> = {
  'already-hurt.plan.json': [],
  'around-the-wall.plan.json': [],
  'cooling-down.plan.json': ['on-cooldown'],
  'door-behind-wall.plan.json': ['blocked-cell'],
  'ghost-target.plan.json': ['unknown-entity'],
  'guard.plan.json': ['unknown-tool'],
  'guard.quiet.plan.json': [],
  'halfway.plan.json': ['objective-not-reached'],
  'invented-tool.plan.json': ['unknown-tool'],
  'last-round.plan.json': ['no-ammunition'],
  'needs-smoke.plan.json': [],
  'no-steps.plan.json': ['empty-plan'],
  'open-bridge.plan.json': [],
  'out-of-ammo.plan.json': ['no-ammunition'],
  'too-far.plan.json': ['out-of-range'],
  'two-enemies.plan.json': ['no-line-of-sight'],
  'unreachable-well.plan.json': ['unreachable-cell'],
  'walking-in-circles.plan.json': ['useless-step', 'duplicate-step'],
  'wrong-arguments.plan.json': ['mistyped-argument', 'value-out-of-range', 'missing-argument', 'extra-argument'],
};

/** Worth knowing, but no reason not to carry a plan out. */
const HARMLESS: ReadonlySet<ProblemCode> = new Set(['objective-not-reached', 'useless-step', 'duplicate-step']);

describe('the sample workspace', () => {
  it('holds nothing that does not open, and says in its README what each file is for', () => {
    const readme = read('README.md');
    const worlds = [...filesOf('scenario'), ...filesOf('snapshot')];
    expect(worlds.length).toBeGreaterThanOrEqual(16);
    for (const file of worlds) expect(heuristicPlan(open(file)), file).toBeDefined();
    for (const file of filesOf('tools')) expect(parseToolsFile(read(file), file), file).toMatchObject({ ok: true });
    for (const file of [...filesOf('plan'), ...filesOf('tools')]) expect(readme).toContain(`\`${file}\``);
    const named = [...readme.matchAll(/`([\w.-]+\.json)`/g)].map(([, file]) => file);
    expect(files).toEqual(expect.arrayContaining(named));
  });

  it('has a plan for each world', () => {
    const planned = new Set(filesOf('plan').map(scenarioOf));
    expect([...planned].sort()).toEqual([...filesOf('scenario'), ...filesOf('snapshot')].sort());
  });

  it.each(['scenario', 'snapshot', 'plan', 'tools'])('has %s files that hold to their schema', (kind) => {
    const validate = new Ajv({ strict: false }).compile({ ...schemaFiles()[`${kind}.schema.json`] });
    expect(filesOf(kind)).not.toEqual([]);
    for (const file of filesOf(kind)) {
      expect(validate(JSON.parse(read(file))), `${file}: ${JSON.stringify(validate.errors)}`).toBe(true);
    }
  });

  it.each(Object.entries(LESSONS))('has in %s a plan with the problems %j', (file, lesson) => {
    const { problems, executable } = inspect(file);
    expect(problems.map((problem) => problem.code)).toEqual(lesson);
    expect(executable).toBe(lesson.every((code) => HARMLESS.has(code)));
  });

  it('has a tool in another spelling, which is put right', () => {
    expect(inspect('invented-tool.plan.json').repairs.map((repair) => repair.code)).toEqual(['repaired']);
  });

  it('fails only at the second shot where one round is left', () => {
    expect(inspect('last-round.plan.json').problems).toMatchObject([{ pointer: '/steps/1' }]);
  });

  it('has plans that reach their objective', () => {
    for (const file of Object.keys(LESSONS).filter((name) => LESSONS[name]?.length === 0)) {
      expect(inspect(file).objectiveReached, file).toBe('yes');
    }
  });

  it.each([
    ['open-bridge', true],
    ['needs-smoke', false],
  ])('has in %s expectations that the plan by rules meets: %s', (name, isMet) => {
    const file = `${name}.scenario.json`;
    const { expect: expected } = JSON.parse(read(file));
    const byRules = heuristicPlan(open(file));
    if (byRules === undefined) throw new Error('There is no plan by rules.');
    const meets = (steps: readonly PlanStep[]): boolean => {
      const used = steps.map((step) => step.act);
      const reached = simulatePlan(plan(...steps), open(file)).objectiveReached === 'yes';
      return (
        reached === expected.goal_reached &&
        expected.uses.every((tool: string) => used.includes(tool)) &&
        !expected.avoids.some((tool: string) => used.includes(tool))
      );
    };
    expect(meets(byRules.steps)).toBe(isMet);
    expect(meets(inspect(`${name}.plan.json`).plan?.steps ?? [])).toBe(true);
  });

  it('has a door that is reached around a wall and not through it', () => {
    const file = 'door-behind-wall.scenario.json';
    expect(codes(file, { act: 'MoveTo', x: 5, y: 5 })).toContain('blocked-cell');
    expect(simulatePlan(plan({ act: 'MoveTo', x: 10, y: 5 }), open(file))).toMatchObject({
      executable: true,
      objectiveReached: 'yes',
    });
  });

  it('is mended as its README says', () => {
    const shot = { act: 'AimedShot', target_id: 11 };
    const broken: ReadonlyArray<readonly [string, readonly PlanStep[]]> = [
      ['unreachable-well', [{ act: 'MoveTo', x: 9, y: 4 }]],
      ['too-far', [{ act: 'Approach', target_id: 11, distance: 10 }, shot]],
      ['out-of-ammo', [{ act: 'Reload' }, { act: 'Attack', target_id: 21 }]],
      ['last-round', [{ act: 'Attack', target_id: 3 }, { act: 'Reload' }, { act: 'QuickAttack', target_id: 4 }]],
      ['cooling-down', [{ act: 'Wait', duration: 6.5 }, { act: 'Heal' }]],
      [
        'halfway',
        [
          { act: 'MoveTo', x: 7, y: 3 },
          { act: 'MoveTo', x: 14, y: 6 },
        ],
      ],
    ];
    for (const [name, steps] of broken) {
      expect(simulatePlan(plan(...steps), open(`${name}.scenario.json`)).executable, name).toBe(true);
    }
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
