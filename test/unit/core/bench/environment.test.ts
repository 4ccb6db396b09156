import { homedir, hostname, userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../../src/core/bench/environment.ts';

describe('the environment', () => {
  it('names build, Node, platform, processor and memory', () => {
    expect(readEnvironment('1.2.3')).toMatchObject({
      planscope: '1.2.3',
      node: process.versions.node,
      platform: process.platform,
    });
    expect(readEnvironment('1.2.3').cores).toBeGreaterThan(0);
    expect(readEnvironment('1.2.3').memoryBytes).toBeGreaterThan(0);
  });

  it('names no person, no host and no path', () => {
    const values = Object.values(readEnvironment('1.2.3')).map(String);
    for (const value of [hostname(), userInfo().username, homedir()]) expect(values).not.toContain(value);
    expect(values.some((value) => value.includes(homedir()) && homedir().length > 1)).toBe(false);
  });
});
