import * as l10n from '@vscode/l10n';
import type { Plot } from '../../../core/bench/plots.ts';
import { h } from '../../dom.ts';
import { curvesDrawing, curvesNumbers } from './curves.ts';
import { funnelDrawing, funnelNumbers } from './funnel.ts';
import { gridDrawing } from './grid.ts';
import { numbersDisclosure } from './numbers.ts';
import { timelineDrawing, timelineNumbers } from './timeline.ts';

/**
 * One plot: its title, the drawing, what it shows in words, and its numbers as a table. A plot with nothing to draw
 * keeps its words. `id` is the plot's own on the page.
 */
export function plotFigure(plot: Plot, id: string): HTMLElement {
  const titleId = `${id}-title`;
  const parts = partsOf(plot, id);
  return h(
    'figure',
    { class: `plot-figure ${plot.type}`, 'aria-labelledby': titleId },
    h('h4', { id: titleId }, plot.title),
    ...(parts?.drawing ?? [h('p', { class: 'nothing' }, l10n.t('There is nothing to draw.'))]),
    h('figcaption', {}, plot.text),
    parts?.numbers,
  );
}

interface Parts {
  readonly drawing: readonly Element[];
  readonly numbers?: Element;
}

function partsOf(plot: Plot, id: string): Parts | undefined {
  switch (plot.type) {
    case 'curves':
      return withNumbers(curvesDrawing(plot), () => numbersDisclosure(curvesNumbers(plot)));
    case 'timeline':
      return withNumbers(timelineDrawing(plot, id), () => numbersDisclosure(...timelineNumbers(plot)));
    case 'funnel':
      return withNumbers(funnelDrawing(plot), () => numbersDisclosure(funnelNumbers(plot)));
    case 'grid': {
      // It is a table already.
      const drawing = gridDrawing(plot);
      return drawing && { drawing };
    }
  }
}

function withNumbers(drawing: Element[] | undefined, numbers: () => Element): Parts | undefined {
  return drawing && { drawing, numbers: numbers() };
}
