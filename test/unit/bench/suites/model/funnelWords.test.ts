import { describe, expect, it } from 'vitest';
import { funnelPlot, funnelWords } from '../../../../../bench/suites/model/funnelWords.ts';

const counts = {
  sent: 20,
  answered: 20,
  parsed: 19,
  schemaValid: 18,
  knownTools: 10,
  executable: 9,
  goalReached: 3,
  inTime: 3,
  goalUnknown: 4,
};

describe('the funnel of a model', () => {
  it('says how many plans are executable, where most are lost, and of how many the goal is known', () => {
    expect(funnelWords(counts)).toBe(
      '9 of 20 questions gave an executable plan (95 % interval 26 to 66 %); most are lost before "Known tools", 8. Of 5 whose goal can be judged, 3 reach it.',
    );
  });

  it('speaks of no loss where there is none, and of nothing where nothing was sent', () => {
    const all = { ...counts, answered: 20, parsed: 20, schemaValid: 20, knownTools: 20, executable: 20 };
    expect(funnelWords(all)).not.toContain('lost');
    expect(funnelWords({ ...counts, sent: 0, executable: 0 })).toBe('Nothing was sent.');
  });

  it('is drawn from what was sent to what was in time, with Wilson intervals', () => {
    const { stages } = funnelPlot(counts);
    expect(stages.map(({ label }) => label)).toEqual([
      'Sent',
      'Answered',
      'Parsed',
      'Valid shape',
      'Known tools',
      'Executable',
      'Goal reached',
      'In time',
    ]);
    expect(stages[0]).toMatchObject({ count: 20, share: 1, high: 1 });
    expect(stages[5]).toMatchObject({
      count: 9,
      share: 0.45,
      low: expect.closeTo(0.258, 3),
      high: expect.closeTo(0.658, 3),
    });
    expect(funnelPlot({ ...counts, sent: 0 }).stages[1]).toMatchObject({ share: null, low: null, high: null });
  });
});
