import type { Vec } from '../../core/world/snapshot.ts';
import type { MapFrame, WorldMap } from '../../core/world/worldMap.ts';
import { arrayOf, type Guard, isBoolean, isNumber, isString, oneOf, shape } from './guard.ts';

const isVec = shape<Vec>({ x: isNumber, y: isNumber }, {});

const isFrame = shape<MapFrame>(
  {
    label: isString,
    state: oneOf('ok', 'failed', 'unknown'),
    pos: isVec,
    way: arrayOf(isVec),
    isWayKnown: isBoolean,
    t: isNumber,
    ammo: isNumber,
    cooldowns: arrayOf(shape<MapFrame['cooldowns'][number]>({ name: isString, leftS: isNumber }, {})),
    hp: arrayOf(isNumber),
    targets: arrayOf(isVec),
    messages: arrayOf(isString),
  },
  {},
);

export const isWorldMap: Guard<WorldMap> = shape<WorldMap>(
  {
    title: isString,
    from: isVec,
    to: isVec,
    obstacles: arrayOf(isVec),
    places: arrayOf(shape<WorldMap['places'][number]>({ name: isString, pos: isVec, isObjective: isBoolean }, {})),
    player: isVec,
    enemies: arrayOf(shape<WorldMap['enemies'][number]>({ name: isString, pos: isVec, maxHp: isNumber }, {})),
    outside: isNumber,
    frames: arrayOf(isFrame),
  },
  {},
);
