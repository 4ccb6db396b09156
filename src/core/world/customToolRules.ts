import type { JsonPath, ShapeIssues } from '../json/shapeIssues.ts';
import { isCellArg, isEntityArg, isNumberArg, isTargetArg, type Rule, readRules } from './customToolRule.ts';
import type { ToolArg, ToolCheck, ToolEffect } from './tools.ts';

const CHECKS = ['reachable', 'known_entity', 'in_range', 'line_of_sight', 'ammo', 'off_cooldown'] as const;
const EFFECTS = [
  'move_to',
  'approach',
  'retreat',
  'spend_ammo',
  'restore_ammo',
  'damage',
  'damage_area',
  'wait',
  'set_cooldown',
] as const;

/** What `set_cooldown` says about its tool. */
interface Cooldown {
  readonly cooldownS?: number;
  readonly cooldownKey?: string;
}

/**
 * Reads `requires`: `{"check": "in_range", "arg": "target_id", "max_distance": 5}`, or just `"in_range"` where nothing
 * else has to be said. `arg` may be left out when only one argument fits. `off_cooldown` holds for every tool anyway.
 */
export function readChecks(
  value: unknown,
  args: readonly ToolArg[],
  path: JsonPath,
  issues: ShapeIssues,
): readonly ToolCheck[] {
  return readRules(value, 'check', CHECKS, args, path, issues).flatMap((rule) => readCheck(rule) ?? []);
}

/** Reads `effects` in the form of `readChecks`; `set_cooldown` comes out as what it says about the tool itself. */
export function readEffects(
  value: unknown,
  args: readonly ToolArg[],
  path: JsonPath,
  issues: ShapeIssues,
): { readonly effects: readonly ToolEffect[]; readonly cooldown: Cooldown } {
  let cooldown: Cooldown = {};
  const effects: ToolEffect[] = [];
  for (const rule of readRules(value, 'effect', EFFECTS, args, path, issues)) {
    if (rule.kind === 'set_cooldown') {
      const key = rule.text('key');
      const cooldownS = rule.number('seconds');
      cooldown = {
        ...(cooldownS === undefined ? {} : { cooldownS }),
        ...(key === undefined ? {} : { cooldownKey: key }),
      };
      continue;
    }
    const effect = readEffect(rule, rule.kind);
    if (effect !== undefined) effects.push(effect);
  }
  return { effects, cooldown };
}

function readCheck(rule: Rule<(typeof CHECKS)[number]>): ToolCheck | undefined {
  switch (rule.kind) {
    case 'reachable': {
      const arg = rule.arg(isCellArg);
      return arg === undefined ? undefined : { check: 'reachable', arg };
    }
    case 'known_entity': {
      const arg = rule.arg(isEntityArg);
      return arg === undefined ? undefined : { check: 'knownEntity', arg };
    }
    case 'in_range': {
      const arg = rule.arg(isTargetArg);
      const maxDistance = rule.number('max_distance');
      return arg === undefined || maxDistance === undefined ? undefined : { check: 'inRange', arg, maxDistance };
    }
    case 'line_of_sight': {
      const arg = rule.arg(isTargetArg);
      return arg === undefined ? undefined : { check: 'lineOfSight', arg };
    }
    case 'ammo':
      return { check: 'ammo', rounds: rule.number('rounds', 1) ?? 1 };
    case 'off_cooldown':
      return undefined;
  }
}

function readEffect(
  rule: Rule<(typeof EFFECTS)[number]>,
  kind: Exclude<(typeof EFFECTS)[number], 'set_cooldown'>,
): ToolEffect | undefined {
  switch (kind) {
    case 'move_to': {
      const arg = rule.arg(isCellArg);
      return arg === undefined ? undefined : { effect: 'moveTo', arg };
    }
    case 'approach':
    case 'retreat': {
      const arg = rule.arg(isTargetArg);
      const reach = rule.numberOrArg('distance');
      if (arg === undefined || reach === undefined) return undefined;
      return typeof reach === 'number'
        ? { effect: kind, arg, distance: reach }
        : { effect: kind, arg, distanceArg: reach };
    }
    case 'spend_ammo':
      return { effect: 'spendAmmo', rounds: rule.number('rounds', 1) ?? 1 };
    case 'restore_ammo': {
      const rounds = rule.number('rounds');
      return rounds === undefined ? undefined : { effect: 'restoreAmmo', rounds };
    }
    case 'damage': {
      const arg = rule.arg(isEntityArg);
      const hp = rule.number('hp');
      return arg === undefined || hp === undefined ? undefined : { effect: 'damage', arg, hp };
    }
    case 'damage_area': {
      const reach = rule.numberOrArg('radius');
      const hp = rule.number('hp');
      if (reach === undefined || hp === undefined) return undefined;
      return typeof reach === 'number'
        ? { effect: 'damageArea', radius: reach, hp }
        : { effect: 'damageArea', radiusArg: reach, hp };
    }
    case 'wait': {
      const arg = rule.arg(isNumberArg);
      return arg === undefined ? undefined : { effect: 'wait', arg };
    }
  }
}
