import { describe, expect, it } from 'vitest';
import { planForm } from '../../../../src/core/prompt/planForm.ts';
import { systemText } from '../../../../src/core/prompt/prompt.ts';
import { PromptLibrary } from '../../../../src/core/prompt/promptLibrary.ts';
import { defaultRegistry, simplifiedRegistry } from '../../../../src/core/world/defaultRegistry.ts';
import { createRegistry, type ToolSpec } from '../../../../src/core/world/tools.ts';

const parameters = { temperature: 0, maxOutputTokens: 512, contextTokens: 8_192 };
const digestWith = (tools: readonly ToolSpec[], unoffered: readonly ToolSpec[] = []): string =>
  new PromptLibrary(parameters).prompt(createRegistry('custom', tools, unoffered), 'phi3').digests.server;

const jump: ToolSpec = { name: 'Jump', category: 'Custom', description: 'Jumps.', args: [], requires: [], effects: [] };

describe('the library of prompts', () => {
  it('prepares the static part once for each registry and model', () => {
    const library = new PromptLibrary(parameters);
    const prepared = library.prompt(defaultRegistry, 'phi3');
    expect(library.prompt(defaultRegistry, 'phi3')).toBe(prepared);
    expect(library.prompt(defaultRegistry, 'mistral')).not.toBe(prepared);
  });

  it('gives the full text for every tool, the simplified one for the common tools', () => {
    const prepared = new PromptLibrary(parameters).prompt(defaultRegistry, 'phi3');
    expect(prepared.systemText('full')).toBe(systemText(defaultRegistry, 'full'));
    const simplified = prepared.systemText('simplified');
    expect(simplified.match(/^- \{"act"/gm)).toHaveLength(15);
    expect(simplified).toContain('"MoveTo"');
    expect(simplified).not.toContain('"Taunt"');
  });

  it('simplifies a registry without any common tool to its first fifteen', () => {
    const tools = Array.from({ length: 20 }, (_, i) => ({ ...jump, name: `Jump${i}` }));
    const prepared = new PromptLibrary(parameters).prompt(createRegistry('jumps', tools), 'phi3');
    expect(prepared.systemText('simplified').match(/^- \{"act"/gm)).toHaveLength(15);
  });

  it('has the form of a plan for the tools that each prompt lists', () => {
    const prepared = new PromptLibrary(parameters).prompt(defaultRegistry, 'phi3');
    expect(prepared.form('full')).toEqual(planForm(defaultRegistry));
    expect(prepared.form('simplified')).toEqual(planForm(simplifiedRegistry));
  });

  it('makes a form once for each registry and style, whatever the model', () => {
    const library = new PromptLibrary(parameters);
    const { form } = library.prompt(defaultRegistry, 'phi3');
    const [full, simplified] = [form('full'), form('simplified')];
    expect(full).not.toBe(simplified);
    expect(form('full')).toBe(full);
    expect(library.prompt(defaultRegistry, 'mistral').form('full')).toBe(full);
    expect(library.prompt(defaultRegistry, 'mistral').form('simplified')).toBe(simplified);
    expect(library.prompt(createRegistry('custom', [jump]), 'phi3').form('full')).not.toEqual(full);
  });

  it('digests the same for equal registries, so that a scenario read again finds its plan', () => {
    expect(digestWith([{ ...jump }])).toBe(digestWith([{ ...jump }]));
  });

  it.each<[string, Partial<ToolSpec>]>([
    ['the name of a tool', { name: 'Leap' }],
    ['its description', { description: 'Jumps high.' }],
    ['its arguments', { args: [{ name: 'height', type: { type: 'f32' }, optional: true }] }],
    ['its conditions', { requires: [{ check: 'ammo', rounds: 1 }] }],
    ['its cooldown', { cooldownS: 3 }],
    ['its effects, which the prompt does not show', { effects: [{ effect: 'spendAmmo', rounds: 5 }] }],
    ['its cooldown key, which the prompt does not show', { cooldownKey: 'leap' }],
  ])('digests differently by %s', (_what, changes) => {
    expect(digestWith([{ ...jump, ...changes }])).not.toBe(digestWith([jump]));
  });

  it('digests differently by the tools that a plan may use though no prompt offers them', () => {
    expect(digestWith([jump], [{ ...jump, name: 'Leap' }])).not.toBe(digestWith([jump]));
  });

  it('digests differently by model and by parameter', () => {
    const digest = (library: PromptLibrary, model: string): string =>
      library.prompt(defaultRegistry, model).digests.server;
    const digests = [
      digest(new PromptLibrary(parameters), 'phi3'),
      digest(new PromptLibrary(parameters), 'mistral'),
      digest(new PromptLibrary({ ...parameters, temperature: 0.5 }), 'phi3'),
    ];
    expect(new Set(digests).size).toBe(3);
  });
});
