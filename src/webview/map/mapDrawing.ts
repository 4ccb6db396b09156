import * as l10n from '@vscode/l10n';
import type { Vec } from '../../core/world/snapshot.ts';
import type { MapFrame, WorldMap } from '../../core/world/worldMap.ts';
import { svg } from '../dom.ts';

/** One cell's side in the drawing's own units. */
const CELL = 10;
const MIDDLE = CELL / 2;

/** The world at one frame, drawn: the same for the same frame. */
export function mapDrawing(map: WorldMap, index: number): SVGSVGElement {
  const { from, to } = map;
  const width = (to.x - from.x + 1) * CELL;
  const height = (to.y - from.y + 1) * CELL;
  const frame = map.frames[index] ?? map.frames[0];
  const before = map.frames.slice(1, index);
  const at = ({ x, y }: Vec): { readonly x: number; readonly y: number } => ({
    x: (x - from.x) * CELL,
    y: (y - from.y) * CELL,
  });
  return svg(
    'svg',
    { class: 'map', role: 'img', viewBox: `0 0 ${width} ${height}`, 'aria-labelledby': 'map-title' },
    svg('title', { id: 'map-title' }, mapTitle(map, frame)),
    svg(
      'defs',
      {},
      svg(
        'pattern',
        { id: 'grid', width: CELL, height: CELL, patternUnits: 'userSpaceOnUse' },
        svg('path', { class: 'grid', d: `M${CELL} 0H0V${CELL}` }),
      ),
    ),
    svg('rect', { class: 'ground', width, height }),
    svg('rect', { width, height, fill: 'url(#grid)' }),
    ...map.obstacles.map((cell) =>
      svg('rect', { class: 'obstacle', ...shifted(at(cell), 0.5), width: CELL - 1, height: CELL - 1, rx: 1 }),
    ),
    ...map.places.map(({ name, pos, isObjective }) =>
      mark(at(pos), isObjective ? 'place objective' : 'place', name, 'M5 0.8L9.2 5L5 9.2L0.8 5Z'),
    ),
    ...before.map((one) => way(one, at, 'way past')),
    ...(frame === undefined || frame.way.length === 0 ? [] : [way(frame, at, 'way now')]),
    ...(frame?.targets ?? []).map((target) => aim(frame?.pos ?? target, target, at, frame?.state === 'failed')),
    mark(at(map.player), 'player', l10n.t('player'), 'M1.5 8.5L5 1.5L8.5 8.5Z'),
    ...map.enemies.map((enemy, order) => enemyMark(enemy, frame?.hp[order] ?? enemy.maxHp, at(enemy.pos))),
    ...(frame === undefined ? [] : [mark(at(frame.pos), `me ${frame.state}`, '', 'M5 1A4 4 0 1 1 4.99 1Z')]),
  );
}

function mapTitle({ title, enemies, obstacles }: WorldMap, frame: MapFrame | undefined): string {
  const counts = [enemies.length, obstacles.length] as const;
  if (frame === undefined) return l10n.t('Map of {0}: {1} enemies, {2} obstacles', title, ...counts);
  const { x, y } = frame.pos;
  return l10n.t('Map of {0}: {1} enemies, {2} obstacles, the plan at ({3},{4})', title, ...counts, x, y);
}

type Place = (cell: Vec) => { readonly x: number; readonly y: number };

function way(frame: MapFrame, at: Place, className: string): SVGElement {
  const points = frame.way.map((cell) => {
    const { x, y } = at(cell);
    return `${x + MIDDLE},${y + MIDDLE}`;
  });
  // Past ways are dashed too: a guessed one has longer gaps.
  const classes = frame.isWayKnown ? className : `${className} guessed`;
  return svg('polyline', { class: classes, points: points.join(' ') });
}

/** A line to what the step is about; crossed where it comes to nothing. */
function aim(from: Vec, to: Vec, at: Place, isFailed: boolean): SVGElement {
  const [start, end] = [at(from), at(to)];
  const line = svg('line', {
    class: isFailed ? 'aim failed' : 'aim',
    x1: start.x + MIDDLE,
    y1: start.y + MIDDLE,
    x2: end.x + MIDDLE,
    y2: end.y + MIDDLE,
  });
  const sign = isFailed ? 'M1 1L9 9M9 1L1 9' : 'M5 0.5A4.5 4.5 0 1 1 4.99 0.5Z';
  const end2 = svg('path', {
    class: isFailed ? 'cross' : 'target',
    d: sign,
    transform: `translate(${end.x} ${end.y})`,
  });
  return svg('g', {}, line, end2);
}

function enemyMark(
  { name, maxHp }: WorldMap['enemies'][number],
  hp: number,
  place: { x: number; y: number },
): SVGElement {
  const share = maxHp <= 0 ? 0 : Math.max(0, hp) / maxHp;
  return svg(
    'g',
    { class: hp <= 0 ? 'enemy down' : 'enemy', transform: `translate(${place.x} ${place.y})` },
    svg('title', {}, hp <= 0 ? l10n.t('Enemy {0}: down', name) : l10n.t('Enemy {0}: {1} of {2} hp', name, hp, maxHp)),
    svg('path', { d: 'M1.5 1.5H8.5V8.5H1.5Z' }),
    svg('text', { x: MIDDLE, y: 6.8, 'text-anchor': 'middle' }, name),
    svg('rect', { class: 'hp-back', x: 1, y: -1.8, width: 8, height: 1.4 }),
    svg('rect', { class: 'hp', x: 1, y: -1.8, width: 8 * share, height: 1.4 }),
    ...(hp <= 0 ? [svg('path', { class: 'cross', d: 'M1 1L9 9M9 1L1 9' })] : []),
  );
}

function mark(place: { x: number; y: number }, className: string, label: string, d: string): SVGElement {
  return svg(
    'g',
    { class: className, transform: `translate(${place.x} ${place.y})` },
    svg('path', { d }),
    ...(label === '' ? [] : [svg('text', { x: MIDDLE, y: 14.5, 'text-anchor': 'middle' }, label)]),
  );
}

function shifted(
  { x, y }: { readonly x: number; readonly y: number },
  by: number,
): { readonly x: number; readonly y: number } {
  return { x: x + by, y: y + by };
}
