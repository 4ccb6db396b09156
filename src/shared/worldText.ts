import * as l10n from '@vscode/l10n';
import type { InspectedStep, Inspection } from '../core/answer/inspectAnswer.ts';
import type { Scenario } from '../core/world/scenario.ts';
import type { SimulatedWorld } from '../core/world/simulation/simulatedWorld.ts';
import { escapeMarkdown } from './markdown.ts';

/** The world before a plan's first step, as the figures that plans change. */
export interface WorldFigures {
  readonly pos: SimulatedWorld['pos'];
  readonly t: number;
  readonly ammo: number;
  readonly damage: SimulatedWorld['damage'];
  readonly readyAt: SimulatedWorld['readyAt'];
}

/** The world after a step in a few words: `at (5,3), 9 rounds, t = 2 s, enemy 3 has 50 hp`. */
export function worldInShort(scenario: Scenario, world: SimulatedWorld): string {
  const hurt = [...world.damage.keys()].map((id) => {
    const enemy = scenario.snapshot.enemies.find((one) => one.id === id);
    return enemy === undefined
      ? undefined
      : l10n.t('enemy {0} {1}', id, hitPoints(enemy.hp, world.damage.get(id) ?? 0));
  });
  const { x, y } = world.pos;
  const parts = [
    l10n.t('at ({0},{1})', x, y),
    rounds(world.ammo),
    `t = ${seconds(world.t)}`,
    ...hurt.filter((one) => one !== undefined),
  ];
  return parts.join(', ');
}

/** What a plan comes to, in one line. */
export function verdictText(scenario: Scenario, inspection: Inspection): string {
  const { executable, objectiveReached, steps, problems } = inspection;
  if (!executable) {
    return firstError(problems)?.message ?? l10n.t('This is no plan that can be carried out.');
  }
  const { length } = steps;
  switch (objectiveReached) {
    case 'yes':
      return length === 1
        ? l10n.t('Its step can be carried out, and the objective is reached.')
        : l10n.t('All {0} steps can be carried out, and the objective is reached.', length);
    case 'no':
      return length === 1
        ? l10n.t('Its step can be carried out, but the objective is not reached.')
        : l10n.t('All {0} steps can be carried out, but the objective is not reached.', length);
    case 'unknown': {
      const what =
        length === 1 ? l10n.t('Its step can be carried out.') : l10n.t('All {0} steps can be carried out.', length);
      if (scenario.objective === undefined) return what;
      return `${what} ${l10n.t('Whether the objective is reached cannot be told: it names no place of the world.')}`;
    }
  }
}

/** Of the errors the one that comes first in the plan: those about the plan as a whole, then by step. */
function firstError(problems: Inspection['problems']): Inspection['problems'][number] | undefined {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const place = ({ pointer }: { readonly pointer: string }): number =>
    Number(/^\/steps\/(\d+)/.exec(pointer)?.[1] ?? -1);
  return errors.toSorted((x, y) => place(x) - place(y))[0];
}

/** A step for a hover: its tool, and the world before and after it, or why it cannot be carried out. Markdown. */
export function stepMarkdown(scenario: Scenario, inspection: Inspection, index: number): string {
  const step = inspection.steps[index];
  if (step === undefined) return '';
  const { act } = step.step;
  const tool = scenario.registry.byName.get(act);
  const head = `**${index + 1}\\. ${escapeMarkdown(act)}** ${escapeMarkdown(tool?.description ?? '')}`;
  if (step.world === undefined) return [head, notCarriedOut(inspection, index)].join('\n\n');
  const before = index === 0 ? initialFigures(scenario) : inspection.steps[index - 1]?.world;
  return [head, changeTable(scenario, before ?? initialFigures(scenario), step.world)].join('\n\n');
}

function notCarriedOut(inspection: Inspection, index: number): string {
  const own = inspection.problems.filter(
    ({ pointer, severity }) =>
      severity === 'error' && (pointer === `/steps/${index}` || pointer.startsWith(`/steps/${index}/`)),
  );
  if (own.length > 0) return own.map(({ message }) => `✗ ${escapeMarkdown(message)}`).join('\n\n');
  const failed = inspection.steps.findIndex((step: InspectedStep) => step.world === undefined);
  return failed < index
    ? l10n.t('The world is not known here: step {0} cannot be carried out.', failed + 1)
    : l10n.t('The world is not known here, as the plan has errors.');
}

function changeTable(scenario: Scenario, before: WorldFigures, after: SimulatedWorld): string {
  const rows = [
    [l10n.t('Position'), `(${before.pos.x},${before.pos.y})`, `(${after.pos.x},${after.pos.y})`],
    [l10n.t('Time'), seconds(before.t), seconds(after.t)],
    [l10n.t('Ammunition'), rounds(before.ammo), rounds(after.ammo)],
    ...scenario.snapshot.enemies
      .filter(({ id }) => after.damage.has(id))
      .map(({ id, hp }) => [
        l10n.t('Enemy {0}', id),
        hitPoints(hp, before.damage.get(id) ?? 0),
        hitPoints(hp, after.damage.get(id) ?? 0),
      ]),
    ...[...after.readyAt]
      .filter(([, readyAt]) => readyAt > after.t)
      .map(([key, readyAt]) => [
        l10n.t('Cooldown {0}', escapeMarkdown(key)),
        left(before.readyAt.get(key), before.t),
        left(readyAt, after.t),
      ]),
  ];
  const lines = rows.map(([name, from, to]) => `| ${name} | ${from} | ${from === to ? to : `**${to}**`} |`);
  return [`| | ${l10n.t('before')} | ${l10n.t('after')} |`, '|---|---|---|', ...lines].join('\n');
}

function initialFigures({ snapshot }: Scenario): WorldFigures {
  const { me, t } = snapshot;
  return { pos: me.pos, t, ammo: me.ammo, damage: new Map(), readyAt: new Map() };
}

function hitPoints(hp: number, damage: number): string {
  const rest = Math.max(0, hp - damage);
  return rest === 0 ? l10n.t('down') : l10n.t('{0} hp', rest);
}

function rounds(count: number): string {
  return count === 1 ? l10n.t('1 round') : l10n.t('{0} rounds', count);
}

function left(readyAt: number | undefined, t: number): string {
  return readyAt === undefined || readyAt <= t ? l10n.t('ready') : l10n.t('{0} left', seconds(readyAt - t));
}

function seconds(value: number): string {
  return `${Math.round(value * 100) / 100} s`;
}
