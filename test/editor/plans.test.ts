import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/core/simulator/simulator.ts';
import { isMap } from '../host/product.ts';
import { startRulesSimulator } from '../support/rulesSimulator.ts';
import { launchPlanscope, type PlanscopeEditor, type ShownProblem } from './planscopeEditor.ts';

const LIMIT = { timeout: 20_000 };

/** A plan with a mistake on nearly each of its lines, in the world of `out-of-ammo`. */
const FAULTY = `{
  "plan_id": "faulty",
  "steps": [
    { "act": "Attack", "target_id": 21 },
    { "act": "Atack", "target_id": 21 },
    { "act": "MoveTo", "x": "6", "y": 4 },
    { "act": "Approach", "target_id": 21 },
    { "act": "Scan", "radius": -3 },
    { "act": "Taunt", "target_id": 77 },
    { "act": "MoveTo", "x": 8, "y": 2 },
    { "act": "Reload", "fast": true }
  ]
}
`;

describe('plans in the editor', () => {
  let simulator: Simulator;
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    simulator = await startRulesSimulator({ models: ['phi3'], latency: { type: 'fixed', serviceTimeMs: 20 } });
    planscope = await launchPlanscope({
      'planscope.model.endpoint': simulator.endpoint,
      'editor.minimap.enabled': false,
    });
    const { workspaceDir } = planscope;
    await writeFile(path.join(workspaceDir, 'out-of-ammo.faulty.plan.json'), FAULTY);
  });

  afterAll(async () => {
    await planscope?.dispose();
    await simulator?.dispose();
  });

  async function problemsOf(file: string): Promise<readonly ShownProblem[]> {
    return (await planscope.problems())[file] ?? [];
  }

  const codesAndTexts = (problems: readonly ShownProblem[]): readonly string[] =>
    problems.map(({ line, code, text }) => `${line} ${code} ${text}`);

  const file = 'out-of-ammo.faulty.plan.json';

  it('marks what is wrong with a plan at its place, with why', async () => {
    await planscope.editor.openFile(file);
    await expect
      .poll(async () => codesAndTexts(await problemsOf(file)), LIMIT)
      .toEqual([
        '5 unknown-tool "Atack"',
        '6 mistyped-argument "6"',
        '7 missing-argument { "act": "Approach", "target_id": 21 }',
        '8 value-out-of-range -3',
        '11 extra-argument "fast"',
        '4 no-ammunition { "act": "Attack", "target_id": 21 }',
        '9 unknown-entity 77',
        '10 blocked-cell { "act": "MoveTo", "x": 8, "y": 2 }',
      ]);
    const [, mistyped] = await problemsOf(file);
    expect(mistyped?.message).toBe('Step 3: "x" of MoveTo must be a whole number, not "6".');
    await planscope.editor.runCommand('View: Toggle Problems');
    for (const theme of ['light', 'hc', 'dark'] as const) {
      await planscope.editor.setTheme(theme);
      await planscope.editor.screenshot(`plan-problems-${theme}`);
    }
    await planscope.editor.runCommand('View: Toggle Problems');
  });

  it.each([
    ['unknown-tool', 'Change "Atack" to "Attack"'],
    ['mistyped-argument', 'Change it to 6'],
    ['missing-argument', 'Add "distance": 1'],
    ['value-out-of-range', 'Change it to 0'],
    ['extra-argument', 'Remove "fast"'],
    ['unknown-entity', 'Change it to enemy 21 at (12,4)'],
    ['blocked-cell', 'Go to (7,3) instead, the nearest free cell'],
    ['no-ammunition', 'Insert Reload() before it'],
  ])('mends %s by its fix "%s"', async (code, title) => {
    const offered = await planscope.fix(file, code, title);
    expect(offered).toContain(title);
    expect(offered).toContain('Ask the model again, with this problem in the prompt');
    await expect.poll(async () => (await problemsOf(file)).map((one) => one.code), LIMIT).not.toContain(code);
  });

  it.each([
    ['cooling-down', 'on-cooldown', 'Insert Wait(duration: 6.5) before it'],
    ['too-far', 'out-of-range', 'Insert Approach(target_id: 11, distance: 12) before it'],
    ['two-enemies', 'no-line-of-sight', 'Insert MoveTo(x: 4, y: 0) before it'],
    ['unreachable-well', 'unreachable-cell', 'Go to (9,4) instead, the nearest free cell'],
    ['no-steps', 'empty-plan', 'Add MoveTo(x: 6, y: 12)'],
    ['halfway', 'objective-not-reached', 'Add MoveTo(x: 14, y: 6)'],
    ['walking-in-circles', 'duplicate-step', 'Remove this step'],
    ['walking-in-circles', 'useless-step', 'Remove this step'],
  ])('mends the sample %s, %s, by its fix "%s"', async (name, code, title) => {
    const sample = `${name}.plan.json`;
    const codes = async (): Promise<readonly string[]> => (await problemsOf(sample)).map((one) => one.code);
    await planscope.editor.openFile(sample);
    await expect.poll(codes, LIMIT).toContain(code);
    expect(await planscope.fix(sample, code, title)).toContain(title);
    await expect.poll(codes, LIMIT).not.toContain(code);
  });

  it('marks what is wrong with a plan as a whole on its first line only', async () => {
    const wrapped = 'out-of-ammo.wrapped.plan.json';
    const text = '{\n  "plan": {\n    "plan_id": "wrapped",\n    "steps": [{ "act": "Reload" }]\n  }\n}\n';
    await writeFile(path.join(planscope.workspaceDir, wrapped), text);
    await planscope.editor.openFile(wrapped);
    await expect.poll(async () => codesAndTexts(await problemsOf(wrapped)), LIMIT).toEqual(['1 repaired {']);
  });

  it('replaces a damaged text by the plan that was read of it, with the scenario that it names', async () => {
    const damaged = 'damaged.plan.json';
    const text = `{\n  "scenario": "./out-of-ammo.scenario.json",\n  "plan_id": "d",\n  "steps": [{ "act": "Reload" },]\n}\n`;
    await writeFile(path.join(planscope.workspaceDir, damaged), text);
    await planscope.editor.openFile(damaged);
    await expect.poll(async () => (await problemsOf(damaged)).map((one) => one.code), LIMIT).toEqual(['repaired']);
    await planscope.fix(damaged, 'repaired', 'Replace the text by the plan as it was read');
    await expect.poll(() => problemsOf(damaged), LIMIT).toEqual([]);
    expect(await planscope.editor.editorText()).toContain('"scenario": "./out-of-ammo.scenario.json"');
  });

  it('follows while the plan is edited by hand, and mends by keyboard', async () => {
    const { editor } = planscope;
    const { keyboard } = editor.page;
    await editor.openFile('last-round.plan.json');
    await expect.poll(async () => codesAndTexts(await problemsOf('last-round.plan.json')), LIMIT).toHaveLength(1);
    await keyboard.press('Control+Home');
    await keyboard.press('Control+f');
    await editor.page.locator('.find-widget.visible').waitFor(LIMIT);
    await keyboard.type('Attack');
    await keyboard.press('Escape');
    await keyboard.type('Atack');
    const codes = async (): Promise<readonly string[]> =>
      (await problemsOf('last-round.plan.json')).map((one) => one.code);
    await expect.poll(codes, LIMIT).toContain('unknown-tool');
    await keyboard.press('ArrowLeft');
    await keyboard.press('Control+.');
    await editor.page.locator('.action-widget').first().waitFor(LIMIT);
    await editor.screenshot('plan-fixes-menu');
    await keyboard.press('Enter');
    await expect.poll(codes, LIMIT).toEqual(['no-ammunition']);
  });

  it('shows the world after a step above it and in its hover', async () => {
    const { editor } = planscope;
    await editor.openFile('around-the-wall.plan.json');
    await editor.page
      .locator('.codelens-decoration')
      .filter({ hasText: /→ at \(/ })
      .first()
      .waitFor(LIMIT);
    await editor.page
      .locator('.view-line')
      .filter({ hasText: '"MoveTo"' })
      .first()
      .hover({ position: { x: 60, y: 8 } });
    const hover = editor.page.locator('.monaco-hover').filter({ hasText: 'Position' });
    await hover.first().waitFor(LIMIT);
    for (const theme of ['light', 'hc', 'dark'] as const) {
      await editor.setTheme(theme);
      await editor.screenshot(`plan-hover-${theme}`);
    }
  });

  it('plans from the lens above a scenario, and the plan appears beside it, linked', async () => {
    const { editor } = planscope;
    await editor.openFile('out-of-ammo.scenario.json');
    const lens = editor.page.locator('.codelens-decoration a').filter({ hasText: /^\s*Plan$/ });
    await lens.first().click(LIMIT);
    const tab = editor.page.locator('.tab').filter({ hasText: 'out-of-ammo.simulator.plan.json' });
    await tab.first().waitFor(LIMIT);
    await editor.page.locator('.codelens-decoration').filter({ hasText: 'can be carried out' }).first().waitFor(LIMIT);
    await editor.screenshot('plan-beside');
  });

  it('puts a new plan in place of one that was edited and not saved', async () => {
    const { editor } = planscope;
    const generated = 'out-of-ammo.simulator.plan.json';
    const tab = editor.page.locator('.tab').filter({ hasText: generated }).first();
    await tab.click(LIMIT);
    await editor.page.locator('.editor-group-container.active .view-line').first().click(LIMIT);
    await editor.page.keyboard.press('Control+a');
    await editor.page.keyboard.type('nothing');
    await expect.poll(async () => codesAndTexts(await problemsOf(generated)), LIMIT).toEqual(['1 not-json nothing']);
    await editor.openFile('out-of-ammo.scenario.json');
    await editor.runCommand('Planscope: Generate Plan');
    await expect.poll(() => problemsOf(generated), LIMIT).toEqual([]);
    await expect.poll(() => tab.getAttribute('class'), LIMIT).not.toContain('dirty');
    await editor.runCommand('View: Focus First Editor Group');
  });

  it('steps through the plan on the map by keyboard, and marks the step in the plan', async () => {
    const { editor } = planscope;
    await editor.openFile('door-behind-wall.plan.json');
    const verdict = editor.page.locator('.codelens-decoration').filter({ hasText: '(5,5) is an obstacle' });
    await verdict.first().waitFor(LIMIT);
    await editor.runCommand('Planscope: Show World Map');
    const page = await editor.webviewFrame(isMap);
    const current = page.locator('.steps button[aria-current]');
    expect(await current.innerText()).toContain('Start');
    await page.locator('.drawing').focus();
    await editor.page.keyboard.press('ArrowRight');
    await expect.poll(() => current.innerText(), LIMIT).toContain('1. MoveTo');
    await expect.poll(() => page.locator('.messages').innerText(), LIMIT).toContain('is an obstacle');
    await editor.page.keyboard.press('End');
    await expect.poll(() => page.locator('.messages').innerText(), LIMIT).toContain('a step before');
    await editor.page.keyboard.press('ArrowLeft');
    for (const theme of ['light', 'hc', 'dark'] as const) {
      await editor.setTheme(theme);
      await editor.screenshot(`plan-map-${theme}`);
    }
    await editor.runCommand('View: Close Editor');
  });

  it('shows a failing plan test red in the Test Explorer, with its reason, and one that holds green', async () => {
    const { editor } = planscope;
    await editor.runCommand('Testing: Focus on Test Explorer View');
    const items = editor.page.locator('.test-explorer .monaco-list-row');
    await items.filter({ hasText: 'An open bridge' }).first().waitFor(LIMIT);
    await editor.runCommand('Test: Run All Tests');
    const icon = (name: string, state: string) =>
      items.filter({ hasText: name }).locator(`.codicon-testing-${state}-icon`).first().waitFor(LIMIT);
    await icon('A yard under fire', 'failed');
    await icon('An open bridge', 'passed');
    await editor.page.getByText('The plan does not use ThrowSmoke.').first().waitFor(LIMIT);
    await editor.screenshot('plan-tests');
  });

  it('compares two plans step by step', async () => {
    const { editor } = planscope;
    await editor.openFile('door-behind-wall.plan.json');
    await editor.runAndPick('Planscope: Compare Plans…', 'around-the-wall.plan.json');
    let text = '';
    await editor.webviewFrame(async (frame) => {
      text = (await frame.locator('body').innerText()).replace(/\s+/g, ' ');
      return text.includes('What they end in');
    }, LIMIT.timeout);
    expect(text).toMatch(/Steps: .*changed/);
    expect(text).toContain('the objective is reached');
    await editor.screenshot('plan-comparison');
  });

  it('saves a plan as the one that its scenario expects', async () => {
    const { editor } = planscope;
    await editor.openFile('around-the-wall.plan.json');
    await editor.runCommand('Planscope: Save as Expected Plan');
    await expect.poll(() => editor.editorText(), LIMIT).toContain('"expect": { "plan": { "plan_id": "around-the-wall"');
  });

  it('refuses to expect a plan that cannot be carried out, and keeps the words of it out of the log', async () => {
    const { editor } = planscope;
    await editor.openFile('ghost-target.plan.json');
    await editor.runCommand('Planscope: Save as Expected Plan');
    await editor
      .notification(/Only a plan that can be carried out can be expected.*there is no enemy/)
      .first()
      .waitFor(LIMIT);
    const log = async (): Promise<string> => await editor.extensionHostLog();
    await expect.poll(log, LIMIT).toContain('planscope.saveAsExpectedPlan failed: not-executable');
    expect(await log()).not.toContain('there is no enemy');
  });

  it('asks the model again about a plan, with what is wrong with it in the prompt, each time anew', async () => {
    const { editor } = planscope;
    const { modelPlans } = (await planscope.snapshot()).counters;
    await editor.openFile('ghost-target.plan.json');
    await expect.poll(async () => (await problemsOf('ghost-target.plan.json')).length, LIMIT).toBe(1);
    await editor.runCommand('Planscope: Ask the Model Again about This Plan');
    await editor.page.locator('.tab').filter({ hasText: 'ghost-target.simulator.plan.json' }).first().waitFor(LIMIT);
    expect((await planscope.snapshot()).counters.modelPlans).toBe(modelPlans + 1);
    await editor.openFile('ghost-target.plan.json');
    await editor.runCommand('Planscope: Ask the Model Again about This Plan');
    await expect.poll(async () => (await planscope.snapshot()).counters.modelPlans, LIMIT).toBe(modelPlans + 2);
  });

  it('benchmarks a scenario, and says how far the answers got', async () => {
    const { editor } = planscope;
    await editor.openFile('open-bridge.scenario.json');
    await editor.runAndPick('Planscope: Benchmark Scenario…', '6 requests');
    let text = '';
    await editor.webviewFrame(async (frame) => {
      text = (await frame.locator('body').innerText()).replace(/\s+/g, ' ');
      return text.includes('Goodput');
    }, LIMIT.timeout);
    expect(text).toContain("6 of 6 requests gave an executable plan of the model's own; 0 fell back.");
    expect(text).toMatch(/Goal reached 6 100 % \(6\d(\.\d)? % to 100 %\)/);
    await editor.screenshot('scenario-benchmark');
  });
});
