import { describe, expect, it } from 'vitest';
import { formatArgType } from '../../../../src/core/world/argType.ts';
import { defaultRegistry, simplifiedRegistry } from '../../../../src/core/world/defaultRegistry.ts';
import { createRegistry, type ToolSpec } from '../../../../src/core/world/tools.ts';

/** The engine's table, category by category: names, arguments and types. */
const TABLE = `
Movement: MoveTo(x i32, y i32, speed? enum[walk,run,sprint]) Approach(target_id entity, distance f32>=0) Retreat(target_id entity, distance f32>=0) TakeCover(position? vec) Strafe(target_id entity, direction enum[left,right]) Patrol(waypoints vec[])
Offensive: Attack(target_id entity) AimedShot(target_id entity) QuickAttack(target_id entity) HeavyAttack(target_id entity) AoEAttack(x i32, y i32, radius f32>=0) ThrowExplosive(x i32, y i32) CoverFire(target_id entity, duration f32>=0) Charge(target_id entity)
Defensive: Block() Dodge(direction? enum[left,right]) Parry() ThrowSmoke(x i32, y i32) Heal(target_id? entity) UseDefensiveAbility(ability_name string)
Equipment: EquipWeapon(weapon_name string) SwitchWeapon(slot u32) Reload() UseItem(item_name string) DropItem(item_name string)
Tactical: CallReinforcements(count u32) MarkTarget(target_id entity) RequestCover(duration f32>=0) CoordinateAttack(target_id entity) SetAmbush(position vec) Distract(target_id entity) Regroup(rally_point vec)
Utility: Scan(radius f32>=0) Wait(duration f32>=0) Interact(target_id entity) UseAbility(ability_name string) Taunt(target_id entity)`;

function signature(tool: ToolSpec): string {
  const args = tool.args.map(({ name, type, optional }) => `${name}${optional ? '?' : ''} ${formatArgType(type)}`);
  return `${tool.name}(${args.join(', ')})`;
}

describe('defaultRegistry', () => {
  it('offers the 37 tools of the engine with their arguments', () => {
    const rows = new Map<string, string[]>();
    for (const tool of defaultRegistry.tools)
      rows.set(tool.category, [...(rows.get(tool.category) ?? []), signature(tool)]);
    expect([...rows].map(([category, tools]) => `\n${category}: ${tools.join(' ')}`).join('')).toBe(TABLE);
    expect(defaultRegistry.tools).toHaveLength(37);
  });

  it('lets a plan use the two legacy tools without offering them', () => {
    const legacy = ['Throw', 'Revive'].map((name) => defaultRegistry.byName.get(name));
    expect(legacy.map((tool) => tool?.category)).toEqual(['Legacy', 'Legacy']);
    expect(defaultRegistry.byName.size).toBe(39);
  });

  it('describes every tool in one line', () => {
    for (const { description } of defaultRegistry.tools)
      expect(description).toMatch(/^[A-Z][^\n]{8,60}\.$|^[A-Z].*damage\.$/);
  });

  it('names in its checks and effects only arguments that the tool has', () => {
    for (const tool of defaultRegistry.byName.values()) {
      const names = new Set(tool.args.map((arg) => arg.name));
      if (names.has('x') && names.has('y')) names.add('xy');
      for (const rule of [...tool.requires, ...tool.effects]) {
        for (const key of ['arg', 'distanceArg', 'radiusArg'] as const) {
          const named = (rule as Readonly<Record<string, unknown>>)[key];
          if (named !== undefined) expect(names, `${tool.name} ${key}`).toContain(named);
        }
      }
    }
  });
});

describe('simplifiedRegistry', () => {
  it('has 15 of those tools, among them what the emergency plan needs', () => {
    expect(simplifiedRegistry.tools).toHaveLength(15);
    for (const name of simplifiedRegistry.byName.keys()) expect(defaultRegistry.byName.has(name)).toBe(true);
    expect(simplifiedRegistry.byName.has('Scan') && simplifiedRegistry.byName.has('Wait')).toBe(true);
  });
});

describe('createRegistry', () => {
  it('refuses two tools of one name', () => {
    const tools = simplifiedRegistry.tools.slice(0, 1);
    expect(() => createRegistry('twice', [...tools, ...tools])).toThrow(
      'Registry "twice" lists the tool "MoveTo" twice.',
    );
  });
});
