import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

const MAIN = path.join(import.meta.dirname, '../../../src/cli/main.ts');

it.each([
  [['na\u001b[31mme'], 'no command "na\\u001b[31mme"'],
  [['simulate', '--dialect', '\u009b2J\u202e'], '--dialect is "\\u009b2J\\u202e"'],
  [['plan', 'no\u0007file\u007f'], 'no file no\\u0007file\\u007f'],
  [['bench', '--\u001b[31mgus'], '--\\u001b[31mgus'],
])('shows the control characters in %j as escapes', (argv, shown) => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...argv], { encoding: 'utf8' });
  expect(stderr).toContain(shown);
  expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(status).toBe(2);
});
