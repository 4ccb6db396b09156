import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseBenchOptions } from '../../../src/cli/benchOptions.ts';
import { InputError } from '../../../src/core/base/errors.ts';

describe('the command line of bench', () => {
  it('means a full run of everything with the default seed when it is empty', () => {
    expect(parseBenchOptions([])).toEqual({
      mode: 'full',
      selection: {},
      listOnly: false,
      processes: 5,
      timesOnly: undefined,
      seed: 42,
      trafficFile: undefined,
      outputs: [],
      checkTargets: false,
      baselineFile: undefined,
      failOnRegression: false,
      compareUnlike: false,
      model: { endpoint: undefined, model: undefined },
    });
  });

  it('takes suites by comma and by repetition, and a pattern', () => {
    const options = parseBenchOptions(['--suite', 'llm, cache', '--suite', 'resilience', '--filter', 'hit']);
    expect(options).toMatchObject({ selection: { suites: ['llm', 'cache', 'resilience'], pattern: 'hit' } });
  });

  it('makes files absolute', () => {
    expect(parseBenchOptions(['--json', 'a.json', '--html', 'out/b.html', '--traffic', 't.jsonl'])).toMatchObject({
      trafficFile: resolve('t.jsonl'),
      outputs: [
        { option: '--json', format: 'json', file: resolve('a.json') },
        { option: '--html', format: 'html', file: resolve('out/b.html') },
      ],
    });
  });

  it('takes a file for each format, and a prefix for the two of github-action-benchmark', () => {
    const argv = ['--github-benchmark', 'out/run', '--junit', 'j.xml', '--csv', 'c.csv', '--markdown', 'm.md'];
    expect(parseBenchOptions(argv)).toMatchObject({
      outputs: [
        { format: 'markdown', file: resolve('m.md') },
        { format: 'csv', file: resolve('c.csv') },
        { format: 'junit', file: resolve('j.xml') },
        { option: '--github-benchmark', format: 'githubSmaller', file: resolve('out/run-smaller.json') },
        { option: '--github-benchmark', format: 'githubBigger', file: resolve('out/run-bigger.json') },
      ],
    });
  });

  it('takes --quick, --list, --seed and --check-targets', () => {
    expect(parseBenchOptions(['--quick', '--list', '--seed', '7'])).toMatchObject({
      mode: 'quick',
      listOnly: true,
      seed: 7,
    });
    expect(parseBenchOptions(['--check-targets'])).toMatchObject({ mode: 'full', checkTargets: true });
  });

  it('measures a quick run in one process, and any run in as many as are asked for', () => {
    expect(parseBenchOptions(['--quick'])).toMatchObject({ processes: 1 });
    expect(parseBenchOptions(['--quick', '--processes', '3'])).toMatchObject({ processes: 3 });
    for (const wrong of ['0', '1.5', 'many', '', '101']) {
      expect(() => parseBenchOptions(['--processes', wrong]), wrong).toThrow(
        `--processes is "${wrong}"; it takes a whole number from 1 to 100.`,
      );
    }
  });

  it('takes what a run tells its own processes, and nothing like it', () => {
    expect(parseBenchOptions(['--times-only', 'waiting', '--process', '2'])).toMatchObject({
      timesOnly: { share: 'waiting', process: 2 },
    });
    for (const argv of [
      ['--times-only', 'all', '--process', '1'],
      ['--times-only', 'working'],
      ['--process', '1'],
    ]) {
      expect(() => parseBenchOptions(argv), argv.join(' ')).toThrow('waiting or working, and a number');
    }
  });

  it.each([[['--quick']], [['--processes', '4']]])(
    'refuses to fail on a regression of %j, which cannot be judged',
    (argv) => {
      const judged = ['--baseline', 'base.json', '--fail-on-regression'];
      expect(() => parseBenchOptions([...judged, ...argv])).toThrow('at least 5 processes');
      expect(parseBenchOptions(judged)).toMatchObject({ failOnRegression: true });
    },
  );

  it('takes a server and a model for the suite that asks one', () => {
    const argv = ['--suite', 'llm,model', '--endpoint', 'http://127.0.0.1:8080', '--model', 'phi3'];
    expect(parseBenchOptions(argv)).toMatchObject({ model: { endpoint: 'http://127.0.0.1:8080', model: 'phi3' } });
  });

  it('gives help when asked, whatever else is there', () => {
    expect(parseBenchOptions(['--quick', '--help'])).toBe('help');
  });

  it.each([
    [['--seed', '1.5'], '--seed is "1.5"; it takes a whole number'],
    [['--seed', '-1'], /--seed/],
    [['--seed', ''], '--seed is "";'],
    [['--suite', 'llm,,cache'], '--suite has an empty name'],
    [['--traffic', ''], "--traffic needs a file's name"],
    [['--json', ''], "--json needs a file's name"],
    [['--json', 'a', '--html', './a'], '--json and --html both name'],
    [['--csv', 'a', '--junit', 'b', '--markdown', 'b/../a'], '--markdown and --csv both name'],
    [['--json', 'a-bigger.json', '--github-benchmark', 'a'], '--json and --github-benchmark both name'],
    [['--github-benchmark', ''], "--github-benchmark needs a file's name"],
    [['--check-targets', '--suite', 'llm'], '--check-targets needs every case'],
    [['--check-targets', '--filter', 'hit'], '--check-targets needs every case'],
    [['--check-targets', '--quick'], '--check-targets needs a full run'],
    [['--endpoint', 'http://127.0.0.1:8080'], '--endpoint is for the suite model: add --suite model'],
    [['--suite', 'llm', '--model', 'phi3'], '--model is for the suite model'],
    [['--suite', 'model', '--endpoint', 'phi3'], '--endpoint must be an http or https address'],
    [['--fast'], /--fast/],
    [['quick'], /quick/],
  ])('refuses %j', (argv, message) => {
    expect(() => parseBenchOptions(argv)).toThrow(InputError);
    expect(() => parseBenchOptions(argv)).toThrow(message);
  });
});
