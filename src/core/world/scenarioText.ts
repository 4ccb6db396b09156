import { isDeepStrictEqual } from 'node:util';
import { formatArgType } from './argType.ts';
import { defaultRegistry } from './defaultRegistry.ts';
import type { Expectations } from './expectations.ts';
import { defaultRules } from './parseScenario.ts';
import type { Scenario } from './scenario.ts';
import type { ToolCheck, ToolEffect, ToolSpec } from './tools.ts';

/**
 * A scenario as a file that `parseScenario` reads back to the same planning problem; `expect` in place of its own. A tool
 * of its own registry that says its cooldown by `set_cooldown` says it so again.
 */
export function scenarioText(scenario: Scenario, expect: Expectations | undefined = scenario.expect): string {
  const { name, snapshot, registry, rules, objective, instructions } = scenario;
  const ownObjective = objective === (snapshot.objective ?? undefined) ? undefined : objective;
  const file = {
    name,
    ...(ownObjective === undefined ? {} : { objective: ownObjective }),
    ...(instructions === undefined ? {} : { instructions }),
    // By value: each bundle of the extension has a default registry of its own.
    ...(isDeepStrictEqual(registry, defaultRegistry) ? {} : { tools: registry.tools.map(toolEntry) }),
    ...(isDefault(rules) ? {} : { rules: ruleEntries(rules) }),
    snapshot,
    ...(expect === undefined ? {} : { expect: expectEntries(expect) }),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function isDefault(rules: Scenario['rules']): boolean {
  return Object.entries(defaultRules).every(([rule, isOn]) => rules[rule as keyof Scenario['rules']] === isOn);
}

function ruleEntries({ enforceCooldowns, enforceLineOfSight, enforceStamina }: Scenario['rules']): object {
  return { enforce_cooldowns: enforceCooldowns, enforce_los: enforceLineOfSight, enforce_stamina: enforceStamina };
}

function expectEntries({ goalReached, uses, avoids, maxSteps, maxMs, plan }: Expectations): object {
  return { goal_reached: goalReached, uses, avoids, max_steps: maxSteps, max_ms: maxMs, plan };
}

function toolEntry({ name, description, args, cooldownS, cooldownKey, requires, effects }: ToolSpec): object {
  const cooldown = cooldownKey === undefined ? [] : [{ effect: 'set_cooldown', seconds: cooldownS, key: cooldownKey }];
  return {
    name,
    ...(description === '' ? {} : { description }),
    ...(args.length === 0
      ? {}
      : {
          args: Object.fromEntries(
            args.map((arg) => [arg.name, `${formatArgType(arg.type)}${arg.optional ? '?' : ''}`]),
          ),
        }),
    ...(cooldownS === undefined ? {} : { cooldown_s: cooldownS }),
    ...(requires.length === 0 ? {} : { requires: requires.map(checkEntry) }),
    ...(effects.length + cooldown.length === 0 ? {} : { effects: [...effects.map(effectEntry), ...cooldown] }),
  };
}

function checkEntry(check: ToolCheck): object {
  switch (check.check) {
    case 'reachable':
      return check;
    case 'knownEntity':
      return { check: 'known_entity', arg: check.arg };
    case 'inRange':
      return { check: 'in_range', arg: check.arg, max_distance: check.maxDistance };
    case 'lineOfSight':
      return { check: 'line_of_sight', arg: check.arg };
    case 'ammo':
      return check;
  }
}

function effectEntry(effect: ToolEffect): object {
  switch (effect.effect) {
    case 'moveTo':
      return { effect: 'move_to', arg: effect.arg };
    case 'approach':
    case 'retreat':
      return { effect: effect.effect, arg: effect.arg, distance: effect.distance ?? effect.distanceArg };
    case 'spendAmmo':
      return { effect: 'spend_ammo', rounds: effect.rounds };
    case 'restoreAmmo':
      return { effect: 'restore_ammo', rounds: effect.rounds };
    case 'damage':
      return effect;
    case 'damageArea':
      return { effect: 'damage_area', radius: effect.radius ?? effect.radiusArg, hp: effect.hp };
    case 'wait':
      return effect;
  }
}
