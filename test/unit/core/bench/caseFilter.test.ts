import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../src/core/base/errors.ts';
import { selectCases, wholeSuites } from '../../../../src/core/bench/caseFilter.ts';

const cases = ['llm/hit', 'llm/miss/10ms', 'llm/miss/50ms', 'cache/hit_ratio', 'chaos/hit_by_faults'].map((id) => ({
  id,
  suite: id.split('/')[0] ?? '',
}));
const idsOf = (selection: Parameters<typeof selectCases>[1]): readonly string[] =>
  selectCases(cases, selection).map((one) => one.id);

describe('the selection of cases', () => {
  it('is the standard suites, in order, when nothing is asked for', () => {
    expect(idsOf({})).toEqual(['llm/hit', 'llm/miss/10ms', 'llm/miss/50ms', 'cache/hit_ratio']);
  });

  it('is everything, in order, for the suite "all", whatever stands beside it', () => {
    expect(idsOf({ suites: ['all'] })).toEqual(cases.map((one) => one.id));
    expect(idsOf({ suites: ['chaos', 'all'] })).toEqual(cases.map((one) => one.id));
  });

  it('is another suite when it is named', () => {
    expect(idsOf({ suites: ['chaos'] })).toEqual(['chaos/hit_by_faults']);
  });

  it('keeps the cases of the named suites', () => {
    expect(idsOf({ suites: ['cache'] })).toEqual(['cache/hit_ratio']);
  });

  it('finds a pattern anywhere in the id, whatever its case', () => {
    expect(idsOf({ pattern: 'HIT' })).toEqual(['llm/hit', 'cache/hit_ratio']);
  });

  it('takes * for any characters', () => {
    expect(idsOf({ pattern: 'miss*50' })).toEqual(['llm/miss/50ms']);
    expect(idsOf({ pattern: 'llm/*' })).toEqual(['llm/hit', 'llm/miss/10ms', 'llm/miss/50ms']);
  });

  it('reads the other characters of a pattern as they are', () => {
    expect(() => idsOf({ pattern: 'm.ss' })).toThrow(InputError);
  });

  it('does not match parts of a pattern in the wrong order', () => {
    expect(() => idsOf({ pattern: '50*miss' })).toThrow(InputError);
  });

  it('looks for the pattern in the named suites only', () => {
    expect(idsOf({ suites: ['llm'], pattern: 'hit' })).toEqual(['llm/hit']);
  });

  it('refuses a suite that does not exist and names those that do', () => {
    expect(() => idsOf({ suites: ['llm', 'disk'] })).toThrow(
      'There is no suite "disk". The suites are llm, cache, chaos.',
    );
  });

  it('refuses a pattern that matches nothing and lists the cases', () => {
    expect(() => idsOf({ suites: ['llm'], pattern: 'hot' })).toThrow(/No case matches "hot".*\n {2}llm\/hit\n/);
  });
});

describe('the whole suites', () => {
  it('are those of which every case was selected', () => {
    expect(wholeSuites(cases, selectCases(cases, {}))).toEqual(['llm', 'cache']);
    expect(wholeSuites(cases, selectCases(cases, { pattern: 'hit' }))).toEqual(['cache']);
    expect(wholeSuites(cases, selectCases(cases, { ids: ['llm/hit'] }))).toEqual([]);
  });
});
