import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { powerOfLinux, readEnvironment } from '../../../../src/core/bench/environment.ts';

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

  it('says on Linux whether it runs on a battery, and nothing where there is no adapter', () => {
    const folder = mkdtempSync(join(tmpdir(), 'power-'));
    try {
      const supply = (name: string, type: string, online: string): void => {
        mkdirSync(join(folder, name), { recursive: true });
        writeFileSync(join(folder, name, 'type'), `${type}\n`);
        writeFileSync(join(folder, name, 'online'), `${online}\n`);
      };
      supply('BAT0', 'Battery', '1');
      expect(powerOfLinux(folder)).toBeUndefined();
      supply('AC', 'Mains', '0');
      expect(powerOfLinux(folder)).toBe('battery');
      supply('AC', 'Mains', '1');
      expect(powerOfLinux(folder)).toBe('mains');
      expect(powerOfLinux(join(folder, 'nowhere'))).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('names no person, no host and no path', () => {
    const values = Object.values(readEnvironment('1.2.3')).map(String);
    for (const value of [hostname(), userInfo().username, homedir()]) expect(values).not.toContain(value);
    expect(values.some((value) => value.includes(homedir()) && homedir().length > 1)).toBe(false);
  });
});
