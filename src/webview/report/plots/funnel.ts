import * as l10n from '@vscode/l10n';
import type { FunnelPlot } from '../../../core/bench/plots.ts';
import { formatCount, formatPercent } from '../../../shared/format.ts';
import { svg } from '../../dom.ts';
import { funnelShape, type StageShape } from './funnelShape.ts';
import type { Numbers } from './numbers.ts';
import { responsive } from './responsive.ts';
import { textWidth } from './tickText.ts';

const SIDE = 4;
const STAGE_HEIGHT = 42;
const BAR_TOP = 18;
const BAR_HEIGHT = 14;

/** Stages from top to bottom, each a bar below its words. Undefined where nothing came in. */
export function funnelDrawing(plot: FunnelPlot): Element[] | undefined {
  if (funnelShape(plot, 1) === undefined) return undefined;
  return [responsive((width) => drawing(plot, width))];
}

function drawing(plot: FunnelPlot, width: number): Element {
  const stages = funnelShape(plot, width - 2 * SIDE) ?? [];
  const height = stages.length * STAGE_HEIGHT;
  return svg(
    'svg',
    {
      class: 'plot',
      role: 'img',
      'aria-label': `${plot.title}. ${plot.text}`,
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
    },
    ...stages.map((stage, index) => stageOf(stage, index * STAGE_HEIGHT, width)),
  );
}

function stageOf(stage: StageShape, top: number, width: number): SVGElement {
  const bar = { x: SIDE, y: top + BAR_TOP, height: BAR_HEIGHT };
  return svg(
    'g',
    { class: 'stage' },
    svg('text', { class: 'stage-label', x: SIDE, y: top + 12 }, stage.label),
    svg('text', { x: width - SIDE, y: top + 12, 'text-anchor': 'end' }, figuresOf(stage, width)),
    svg('rect', { class: 'track', ...bar, width: width - 2 * SIDE }),
    svg('rect', { class: 'bar', ...bar, width: stage.width }),
    stage.whisker && whiskerOf(stage.whisker, bar.y + BAR_HEIGHT / 2),
  );
}

/** The interval is left to the table where it would run into the label. */
function figuresOf({ label, count, share }: StageShape, width: number): string {
  const whole = [count, share].filter((part) => part !== '').join(' · ');
  const short = [count, share.replace(/ \(.*\)$/, '')].filter((part) => part !== '').join(' · ');
  const room = width - 2 * SIDE - textWidth(label) - 10;
  return [whole, short].find((text) => textWidth(text) <= room) ?? count;
}

function whiskerOf([low, high]: readonly [number, number], y: number): SVGElement {
  const d = `M${SIDE + low} ${y}H${SIDE + high}M${SIDE + low} ${y - 5}v10M${SIDE + high} ${y - 5}v10`;
  return svg('path', { class: 'whisker', d });
}

export function funnelNumbers({ title, stages }: FunnelPlot): Numbers {
  return {
    caption: l10n.t('{0}: how many reached each stage', title),
    headings: [l10n.t('Stage'), l10n.t('Count'), l10n.t('Share'), l10n.t('95 % interval')],
    rows: stages.map(({ label, count, share, low, high }) => [
      label,
      formatCount(count),
      share === null ? '–' : formatPercent(share),
      low === null || high === null ? '–' : l10n.t('{0} to {1}', formatPercent(low), formatPercent(high)),
    ]),
  };
}
