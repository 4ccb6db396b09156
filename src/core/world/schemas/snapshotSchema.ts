import {
  count,
  entityId,
  i32,
  type JsonSchema,
  list,
  number,
  ref,
  refWith,
  type SchemaValue,
  text,
} from './jsonSchema.ts';
import { choiceAt, literalAt, textAt } from './snippetText.ts';

/** A small world to begin with, as a snippet of the editor: `^` marks what is no string, `$1` where the cursor goes. */
export const SNAPSHOT_SNIPPET = {
  t: 0,
  player: { hp: 100, pos: { x: 0, y: 0 }, stance: 'stand', orders: [] },
  me: { ammo: 30, cooldowns: {}, morale: 0.8, pos: { x: 1, y: 0 } },
  enemies: [{ id: 1, pos: { x: 8, y: 0 }, hp: 60, cover: 'low', last_seen: 0 }],
  pois: [{ k: textAt(1, 'door'), pos: { x: 10, y: 5 } }],
  obstacles: [{ x: 4, y: 1 }],
  objective: `reach the ${textAt(1, 'door')}`,
} satisfies SchemaValue;

/** `cell` and `snapshot`, for the `definitions` of a schema. They say what `isWorldSnapshot` accepts. */
export const SNAPSHOT_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  cell: {
    type: 'object',
    description: 'A cell of the grid.',
    required: ['x', 'y'],
    properties: {
      x: i32('Column of the grid, a whole number.'),
      y: i32('Row of the grid, a whole number.'),
    },
    defaultSnippets: [{ label: '{ x, y }', body: { x: literalAt(1, '0'), y: literalAt(2, '0') } }],
  },
  player: {
    type: 'object',
    required: ['hp', 'pos', 'stance', 'orders'],
    properties: {
      hp: i32('Hit points of the player.'),
      pos: refWith('cell', 'Where the player stands.'),
      stance: {
        ...text('How the player stands, in the words of the game.'),
        examples: ['stand', 'crouch', 'prone'],
      },
      orders: list({ type: 'string' }, 'What the player has told the companion to do; [] when nothing.'),
    },
  },
  me: {
    type: 'object',
    required: ['ammo', 'cooldowns', 'morale', 'pos'],
    properties: {
      ammo: count('Rounds left in the magazine, a whole number from 0.'),
      cooldowns: {
        type: 'object',
        additionalProperties: { type: 'number' },
        description:
          'Seconds until each ability is ready again, by its name: {"throw:smoke": 4.5}. Absent or 0: ready.',
      },
      morale: number('Morale from 0 (none) to 1 (full). Below 0.5 the plan by rules heals first.'),
      pos: refWith('cell', 'Where the companion stands: a plan begins here.'),
    },
  },
  enemy: {
    type: 'object',
    required: ['id', 'pos', 'hp'],
    properties: {
      id: entityId('What a step names in "target_id": a whole number from 0, different for each enemy.'),
      pos: refWith('cell', 'Where the enemy stands.'),
      hp: i32('Hit points left; 0 or less is down.'),
      cover: { ...text('How well the enemy is covered.'), examples: ['none', 'low', 'high'] },
      last_seen: number('Game time at which the enemy was last seen, in seconds.'),
    },
    defaultSnippets: [
      {
        label: 'enemy',
        body: {
          id: literalAt(1, '1'),
          pos: { x: literalAt(2, '0'), y: literalAt(3, '0') },
          hp: literalAt(4, '60'),
          cover: choiceAt(5, 'none,low,high'),
          last_seen: literalAt(6, '0'),
        },
      },
    ],
  },
  poi: {
    type: 'object',
    required: ['k', 'pos'],
    properties: {
      k: text('The kind of place, such as "breach_door". An objective that names it can be judged.'),
      pos: refWith('cell', 'Where the place is.'),
    },
    defaultSnippets: [
      { label: 'place', body: { k: textAt(1, 'door'), pos: { x: literalAt(2, '0'), y: literalAt(3, '0') } } },
    ],
  },
  snapshot: {
    type: 'object',
    title: 'World snapshot',
    description: 'What the planner sees of the world. Places are cells of a grid, times are seconds.',
    required: ['t', 'player', 'me', 'enemies', 'pois', 'obstacles'],
    properties: {
      t: number('Game time, in seconds.'),
      player: refWith('player', 'The player, whom the companion helps.'),
      me: refWith('me', 'The companion who carries the plan out.'),
      enemies: list(ref('enemy'), 'The enemies that are known; [] when there are none. Their order means nothing.'),
      pois: list(ref('poi'), 'Points of interest; [] when there are none. Their order means nothing.'),
      obstacles: list(ref('cell'), 'Cells that nobody can enter or see through; [] when there are none.'),
      objective: {
        type: ['string', 'null'],
        description:
          'What is to be reached. When it names the kind of a point of interest ("reach the breach_door"), a plan is judged by whether it ends there.',
      },
    },
    defaultSnippets: [{ label: 'world snapshot', description: 'A small world to begin with.', body: SNAPSHOT_SNIPPET }],
  },
};
