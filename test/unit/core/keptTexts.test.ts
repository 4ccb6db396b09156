import { describe, expect, it } from 'vitest';
import { type ExchangeRecord, KeptTexts } from '../../../src/core/keptTexts.ts';

function allowed(): KeptTexts {
  const texts = new KeptTexts();
  texts.allow(true);
  return texts;
}

/** A request that sent and was answered `length` characters. */
function recorded(texts: KeptTexts, length: number): ExchangeRecord {
  const record = texts.record();
  if (record === undefined) throw new Error('Texts may not be kept.');
  record.asked([{ role: 'user', content: 'x'.repeat(length - 1) }])('y');
  return record;
}

describe('kept texts', () => {
  it('records nothing until it is allowed', () => {
    const texts = new KeptTexts();
    expect(texts.record()).toBeUndefined();
    texts.allow(true);
    texts.keep(1, recorded(texts, 10));
    expect(texts.of(1)).toMatchObject([{ answered: 'y' }]);
  });

  it('has no answer of an attempt that is not over, and what comes later changes nothing that is kept', () => {
    const texts = allowed();
    const record = texts.record();
    const answered = record?.asked([{ role: 'user', content: 'plan' }]);
    if (record !== undefined) texts.keep(1, record);
    answered?.('late');
    expect(texts.of(1)).toEqual([{ sent: [{ role: 'user', content: 'plan' }], answered: undefined }]);
    expect(record?.list()).toMatchObject([{ answered: 'late' }]);
  });

  it('keeps nothing of a request that asked nothing', () => {
    const texts = allowed();
    const record = texts.record();
    if (record !== undefined) texts.keep(1, record);
    expect(texts.of(1)).toBeUndefined();
  });

  it('keeps the newest within a bound, and one at least', () => {
    const texts = allowed();
    const known = (...ids: readonly number[]) => ids.map((id) => texts.of(id) !== undefined);
    texts.keep(1, recorded(texts, 1_500_000));
    texts.keep(2, recorded(texts, 1_500_000));
    expect(known(1, 2)).toEqual([true, true]);
    texts.keep(4, recorded(texts, 1_500_000));
    expect(known(1, 2, 4)).toEqual([false, true, true]);
    texts.keep(5, recorded(texts, 5_000_000));
    expect(known(2, 4, 5)).toEqual([false, false, true]);
  });

  it('counts what it forgot as gone', () => {
    const texts = allowed();
    texts.keep(1, recorded(texts, 3_000_000));
    texts.allow(false);
    expect(texts.of(1)).toBeUndefined();
    texts.allow(true);
    texts.keep(2, recorded(texts, 3_000_000));
    texts.keep(3, recorded(texts, 1_000_000));
    expect(texts.of(2)).toHaveLength(1);
  });

  it('never keeps what was recorded before it was forbidden, though it is allowed again', () => {
    const texts = allowed();
    const before = recorded(texts, 10);
    texts.allow(false);
    texts.allow(true);
    before.asked([{ role: 'user', content: 'again' }]);
    texts.keep(1, before);
    expect([before.list(), texts.of(1)]).toEqual([[], undefined]);
    texts.keep(2, recorded(texts, 10));
    texts.allow(true);
    expect(texts.of(2)).toHaveLength(1);
  });
});
