import { describe, expect, it } from 'vitest';
import { textWidth, tickTexts, withRoom } from '../../../../../src/webview/report/plots/tickText.ts';

describe('texts at ticks', () => {
  it('carry their unit and no digit more than they need', () => {
    expect(tickTexts('ns', [2])).toEqual(['2']);
    expect(tickTexts('elapsedNs', [0, 10, 200, 1_500, 2e6])).toEqual(['0', '10 ns', '200 ns', '1.5 µs', '2 ms']);
    expect(tickTexts('elapsedMs', [100, 1_000])).toEqual(['100 ms', '1 s']);
    expect(tickTexts('hitRatio', [0, 0.25, 1])).toEqual(['0 %', '25 %', '100 %']);
    expect(tickTexts('costRatio', [0, 0.5, 1, 20])).toEqual(['0×', '0.5×', '1×', '20×']);
    expect(tickTexts('entries', [0, 10, 2_000])).toEqual(['0', '10', '2,000']);
    expect(tickTexts('bytes', [1_024])).toEqual(['1 KiB']);
  });

  it('are left out evenly where they have no room', () => {
    const texts = ['100 ms', '200 ms', '300 ms', '400 ms'];
    expect(withRoom([0, 100, 200, 300], texts)).toEqual([true, true, true, true]);
    expect(withRoom([0, 30, 60, 90], texts)).toEqual([true, false, true, false]);
    expect(withRoom([0, 1, 2, 3], texts)).toEqual([true, false, false, false]);
    expect(withRoom([], [])).toEqual([]);
  });

  it('are wider the longer they are', () => {
    expect(textWidth('100 ms')).toBeGreaterThan(textWidth('1 s'));
  });
});
