import { describe, expect, it } from 'vitest';
import { systemText, userText } from '../../../../src/core/prompt/prompt.ts';
import { questionOf } from '../../../../src/core/prompt/question.ts';
import { findSnapshot } from '../../../../src/core/simulator/promptSnapshot.ts';
import { defaultRegistry } from '../../../../src/core/world/defaultRegistry.ts';
import { createRegistry } from '../../../../src/core/world/tools.ts';
import { makeScenario } from '../../../support/scenarios.ts';

describe('the static part of the full prompt', () => {
  const text = systemText(defaultRegistry, 'full');

  it('names every tool of the registry once, and none that it does not offer', () => {
    for (const { name } of defaultRegistry.tools) {
      expect(text.split(`\n${name} (`), name).toHaveLength(2);
    }
    expect(text).toContain('Tools (37)');
    expect(text).not.toContain('"act": "Revive"');
  });

  it('is together with a world 10 to 13 kB long', () => {
    const scenario = makeScenario();
    const bytes = Buffer.byteLength(text + userText(scenario, questionOf(scenario).snapshotText));
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(13_000);
  });

  it('shows arguments with their type, conditions and cooldowns', () => {
    expect(text).toContain('Form: {"act": "MoveTo", "x": 4, "y": 4}');
    expect(text).toContain('speed, one of "walk", "run", "sprint", optional');
    expect(text).toContain('target_id, id from the world, required');
    expect(text).toMatch(/Needs: .*at least 1 ammo/);
    expect(text).toMatch(/Cooldown: \d/);
  });
});

describe('the static part of the simplified prompt', () => {
  it('is a fraction of the full one and shows the form of every tool', () => {
    const text = systemText(defaultRegistry, 'simplified');
    expect(text.length).toBeLessThan(systemText(defaultRegistry, 'full').length / 3);
    for (const { name } of defaultRegistry.tools) expect(text).toContain(`- {"act": "${name}"`);
  });
});

describe('the part of a prompt that differs', () => {
  it('holds the world where a server can read it, and the scenario’s own words', () => {
    const scenario = { ...makeScenario(), instructions: 'Stay low.' };
    const { snapshotText } = questionOf(scenario);
    const text = userText(scenario, snapshotText);
    expect(findSnapshot(text)?.text).toBe(snapshotText);
    expect(text).toContain('Stay low.\n\nYour plan as JSON:');
  });

  it('says nothing of instructions where there are none', () => {
    expect(userText(makeScenario(), '{}')).toBe('World\n{}\n\nYour plan as JSON:');
  });
});

describe('a registry of one tool', () => {
  it('gets no example that uses others', () => {
    const wait = createRegistry(
      'wait',
      defaultRegistry.tools.filter(({ name }) => name === 'Wait'),
    );
    expect(systemText(wait, 'full')).not.toContain('plan_id":"');
  });
});
