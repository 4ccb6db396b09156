import { describe, expect, it } from 'vitest';
import { countField, numberField } from '../../../../src/core/transport/jsonFields.ts';

const read = (json: string): unknown => JSON.parse(`{"n":${json}}`);

describe('a figure of a server', () => {
  it.each(['0', '0.5', '8192', '9007199254740992'])('is believed: %s', (json) => {
    expect(numberField(read(json), 'n')).toBe(Number(json));
  });

  it.each(['-1', '1e300', '1e999', '-1e999', '"8"', 'null'])('is as good as absent: %s', (json) => {
    expect(numberField(read(json), 'n')).toBeUndefined();
  });

  it.each(['0', '0.5', '-4', '1e999'])('is no count: %s', (json) => {
    expect(countField(read(json), 'n')).toBeUndefined();
  });

  it('is a count where it is whole and above 0', () => {
    expect(countField(read('4'), 'n')).toBe(4);
  });
});
