import { formatRatio } from '../../../shared/format.ts';
import { metricText } from '../../../shared/metricText.ts';

/** What stands at the ticks of an axis whose name carries its unit: "10 ns", "80 %", "2,000"; no digits for nothing. */
export function tickTexts(name: string, ticks: readonly number[]): string[] {
  const isShare = /Ratio$|^ratio$|Share$|^share$/.test(name);
  const isMultiple = isShare && ticks.some((tick) => tick > 1);
  return ticks.map((tick) => {
    if (isMultiple) return trimmed(tick === 0 ? '0×' : formatRatio(tick));
    if (isShare) return `${Number((tick * 100).toPrecision(6))} %`;
    // Nothing is nothing in every unit of time.
    return tick === 0 ? '0' : trimmed(metricText(name, tick).value);
  });
}

/** "10.0 ns" → "10 ns", "1.50×" → "1.5×". */
function trimmed(text: string): string {
  return text.replace(/(\.\d*?)0+(?!\d)/, '$1').replace(/\.(?!\d)/, '');
}

const CHARACTER_WIDTH = 6.3;

/** About how wide a text of the plots' size is, in the units of the drawing: wide enough, rather. */
export function textWidth(text: string): number {
  return text.length * CHARACTER_WIDTH;
}

/** Which of the texts, each centred at its place, have room beside one another: every one, every second, and so on. */
export function withRoom(places: readonly number[], texts: readonly string[], gap = 8): boolean[] {
  const fits = (every: number): boolean => {
    let end = Number.NEGATIVE_INFINITY;
    return places.every((place, index) => {
      if (index % every !== 0) return true;
      const half = textWidth(texts[index] ?? '') / 2;
      const start = place - half;
      const hasRoom = start >= end + gap;
      end = place + half;
      return hasRoom;
    });
  };
  let every = 1;
  while (every < places.length && !fits(every)) every++;
  return places.map((_, index) => index % every === 0);
}
