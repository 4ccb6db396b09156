import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validatePlan } from '../../../../src/core/answer/validatePlan.ts';
import { defaultRegistry, simplifiedRegistry } from '../../../../src/core/world/defaultRegistry.ts';
import { goodPlan } from './answers.ts';

function validate(...steps: readonly unknown[]): { readonly steps: unknown; readonly said: readonly string[] } {
  const { plan, problems } = validatePlan({ plan_id: 'p', steps }, defaultRegistry);
  return {
    steps: plan?.steps,
    said: problems.map(({ code, severity, pointer, message }) => `${severity} ${code} ${pointer}: ${message}`),
  };
}

describe('validatePlan', () => {
  it('takes a plan that is right as it stands', () => {
    expect(validatePlan(goodPlan, defaultRegistry)).toEqual({ plan: goodPlan, draft: goodPlan, problems: [] });
  });

  it.each([null, 3, 'plan', [], [goodPlan]])('does not take %j for a plan', (candidate) => {
    const { plan, problems } = validatePlan(candidate, defaultRegistry);
    expect(plan).toBeUndefined();
    expect(problems).toMatchObject([
      { code: 'not-a-plan', pointer: '', message: 'The answer is JSON, but no object with "plan_id" and "steps".' },
    ]);
  });

  it.each([
    [{ steps: goodPlan.steps }, 'not-a-plan', '', 'The plan has no "plan_id"; expected a string.'],
    [{ plan_id: 5, steps: goodPlan.steps }, 'not-a-plan', '/plan_id', '"plan_id" must be a string.'],
    [{ plan_id: 'p' }, 'not-a-plan', '', 'The plan has no "steps"; expected a list of steps.'],
    [{ plan_id: 'p', steps: {} }, 'not-a-plan', '/steps', '"steps" must be a list of steps.'],
    [{ plan_id: 'p', steps: [] }, 'empty-plan', '/steps', 'The plan has no steps.'],
  ])('says what %j lacks', (candidate, code, pointer, message) => {
    const { plan, problems } = validatePlan(candidate, defaultRegistry);
    expect(plan).toBeUndefined();
    expect(problems).toEqual([{ code, severity: 'error', pointer, message }]);
  });

  it('passes over what the file of a plan says of its schema and its scenario', () => {
    const inFile = { $schema: './plan.schema.json', scenario: './door.scenario.json', ...goodPlan };
    expect(validatePlan(inFile, defaultRegistry)).toMatchObject({ plan: goodPlan, problems: [] });
    expect(validatePlan(inFile, defaultRegistry).plan).not.toHaveProperty('scenario');
  });

  it('mentions fields beside the steps and leaves them out', () => {
    const { plan, problems } = validatePlan({ ...goodPlan, reasoning: 'because', 'a/b': 1 }, defaultRegistry);
    expect(plan).toEqual(goodPlan);
    expect(problems).toMatchObject([
      { code: 'extra-argument', severity: 'info', pointer: '/reasoning' },
      { code: 'extra-argument', severity: 'info', pointer: '/a~1b' },
    ]);
  });

  it.each([
    [1, 1],
    [21, 21],
    [22, 21],
    [5_000, 21],
  ])('says of %d names too many no more than %d things, in a step and beside the steps', (count, said) => {
    const extras = Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 1]));
    const inStep = validate({ act: 'Reload', ...extras });
    expect(inStep.steps).toEqual([{ act: 'Reload' }]);
    expect(inStep.said).toHaveLength(said);
    const { plan, problems } = validatePlan({ ...goodPlan, ...extras }, defaultRegistry);
    expect(plan).toEqual(goodPlan);
    expect(problems).toHaveLength(said);
    if (count <= said) return;
    const more = count - said + 1;
    expect(inStep.said.at(-1)).toBe(
      `warning extra-argument /steps/0: Step 1: Reload has ${more} more arguments that it does not take; they are ignored.`,
    );
    expect(problems.at(-1)).toMatchObject({
      pointer: '',
      message: `The plan has ${more} more fields that are not part of a plan; they are ignored.`,
    });
  });

  it.each([
    [3, 'error not-a-plan /steps/0: Step 1 must be an object with "act".'],
    [{ tool: 'Scan' }, 'error not-a-plan /steps/0/act: Step 1 must name its tool in "act", a string.'],
    [
      { act: 'Scann', radius: 1 },
      'error unknown-tool /steps/0/act: Step 1: there is no tool "Scann". Did the model mean "Scan"?',
    ],
    [
      { act: 'HoldPosition' },
      'error unknown-tool /steps/0/act: Step 1: there is no tool "HoldPosition". The registry has 37 tools.',
    ],
    [
      { act: 'constructor' },
      'error unknown-tool /steps/0/act: Step 1: there is no tool "constructor". The registry has 37 tools.',
    ],
    [{ act: 'Scan' }, 'error missing-argument /steps/0: Step 1: Scan needs "radius", a number from 0.'],
    [{ act: 'Scan', radius: null }, 'error missing-argument /steps/0: Step 1: Scan needs "radius", a number from 0.'],
    [
      { act: 'Attack', target_id: '3' },
      'error mistyped-argument /steps/0/target_id: Step 1: "target_id" of Attack must be an entity\'s id (a whole number from 0), not "3".',
    ],
    [
      { act: 'Scan', radius: -1 },
      'error value-out-of-range /steps/0/radius: Step 1: "radius" of Scan must be a number from 0, not -1.',
    ],
    [
      { act: 'Dodge', direction: 'up' },
      'error value-out-of-range /steps/0/direction: Step 1: "direction" of Dodge must be one of "left", "right", not "up".',
    ],
  ])('refuses the step %j with its reason', (step, said) => {
    expect(validate(step)).toEqual({ steps: undefined, said: [said] });
  });

  it.each([
    [
      { act: 'move_to', x: 1, y: 2 },
      { act: 'MoveTo', x: 1, y: 2 },
      '/steps/0/act: Step 1: "move_to" was read as the tool "MoveTo".',
    ],
    [
      { act: 'aoe_attack', x: 1, y: 2, radius: 3 },
      { act: 'AoEAttack', x: 1, y: 2, radius: 3 },
      '/steps/0/act: Step 1: "aoe_attack" was read as the tool "AoEAttack".',
    ],
    [
      { act: 'Attack', targetId: 3 },
      { act: 'Attack', target_id: 3 },
      '/steps/0/targetId: Step 1: "targetId" was read as the argument "target_id".',
    ],
    [
      { act: 'Dodge', direction: 'Left' },
      { act: 'Dodge', direction: 'left' },
      '/steps/0/direction: Step 1: direction "Left" was read as "left".',
    ],
  ])("reads %j in the registry's spelling, with a warning", (step, read, said) => {
    expect(validate(step)).toEqual({ steps: [read], said: [`warning repaired ${said}`] });
  });

  it('warns of an argument too many and leaves it out', () => {
    expect(validate({ act: 'Reload', target_id: 3 })).toEqual({
      steps: [{ act: 'Reload' }],
      said: ['warning extra-argument /steps/0/target_id: Step 1: Reload has no argument "target_id"; it is ignored.'],
    });
  });

  it('points from a missing argument to what it was probably called', () => {
    expect(validate({ act: 'Attack', target: 3 }).said[0]).toContain('Did the model mean it by "target"?');
  });

  it('takes null for an optional argument that is left out', () => {
    expect(validate({ act: 'TakeCover', position: null })).toEqual({ steps: [{ act: 'TakeCover' }], said: [] });
  });

  it('accepts a whole number written as 3.0, which JSON cannot tell from 3', () => {
    expect(validate(JSON.parse('{"act": "Attack", "target_id": 3.0}')).said).toEqual([]);
  });

  it('does not take a __proto__ of the answer over', () => {
    const { steps } = validate(JSON.parse('{"act": "Reload", "__proto__": {"cheap": true}}'));
    expect(Object.getPrototypeOf((steps as object[])[0])).toBe(Object.prototype);
    expect((steps as { cheap?: unknown }[])[0]?.cheap).toBeUndefined();
  });

  it('keeps the steps that can be read in the draft, at their own index', () => {
    const { plan, draft } = validatePlan(
      { plan_id: 'p', steps: [{ act: 'Approach', target_id: 1 }, 5, { act: 'Reload' }] },
      defaultRegistry,
    );
    expect(plan).toBeUndefined();
    expect(draft.steps).toEqual([{ act: 'Approach', target_id: 1 }, { act: '' }, { act: 'Reload' }]);
  });

  it('stops behind 100 wrong steps', () => {
    const { plan, problems } = validatePlan(
      { plan_id: 'p', steps: Array.from({ length: 5000 }, () => ({ act: 'X' })) },
      defaultRegistry,
    );
    expect(plan).toBeUndefined();
    expect(problems).toHaveLength(100);
  });

  it.each([
    [1000, true],
    [1001, false],
  ])('takes a plan of %i steps: %s', (length, isTaken) => {
    const steps = Array.from({ length }, () => ({ act: 'Reload' }));
    const { plan, draft, problems } = validatePlan({ plan_id: 'p', steps }, defaultRegistry);
    expect([plan !== undefined, draft.steps.length]).toEqual([isTaken, 1000]);
    expect(problems.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(isTaken ? [] : ['not-a-plan /steps']);
  });

  it('knows only the tools of its own registry', () => {
    expect(validatePlan({ plan_id: 'p', steps: [{ act: 'Parry' }] }, simplifiedRegistry).problems).toMatchObject([
      { code: 'unknown-tool' },
    ]);
  });

  it('never throws, and finds what it let through valid again', () => {
    const step = fc.record(
      {
        act: fc.oneof(fc.constantFrom(...defaultRegistry.byName.keys()), fc.string(), fc.jsonValue()),
        target_id: fc.oneof(fc.nat(5), fc.jsonValue()),
        x: fc.oneof(fc.integer(), fc.jsonValue()),
        y: fc.integer(),
        direction: fc.constantFrom('Left', 'right', 'up', null),
      },
      { requiredKeys: ['act'] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record({ plan_id: fc.string(), steps: fc.array(fc.oneof(step, fc.jsonValue()), { maxLength: 4 }) }),
        ),
        (candidate) => {
          const { plan } = validatePlan(candidate, defaultRegistry);
          if (plan === undefined) return;
          expect(plan.steps.length).toBeGreaterThan(0);
          expect(validatePlan(plan, defaultRegistry)).toEqual({ plan, draft: plan, problems: [] });
        },
      ),
      { numRuns: 1000 },
    );
  });
});
