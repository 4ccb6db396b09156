import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type EndingProcess, exitWith } from '../../../src/cli/exitCode.ts';

type FakeProcess = EndingProcess & {
  readonly stdout: EventEmitter;
  readonly stderr: EventEmitter;
  readonly said: string[];
};

function fakeProcess(): FakeProcess {
  const said: string[] = [];
  const stderr = Object.assign(new EventEmitter(), { write: (text: string) => said.push(text) });
  return { stdout: new EventEmitter(), stderr, said };
}

function failure(code: string): Error {
  return Object.assign(new Error(`write ${code}`), { code });
}

describe('the exit code', () => {
  it('is a failure while the program has not come to its end', () => {
    const host = fakeProcess();
    void exitWith(() => new Promise(() => {}), host);
    expect(host.exitCode).toBe(1);
  });

  it.each([0, 3, 130])('is the one that the program resolves to, %d', async (code) => {
    const host = fakeProcess();
    await exitWith(() => Promise.resolve(code), host);
    expect(host.exitCode).toBe(code);
  });

  it.each(['before', 'after'])('is a failure when the output failed %s the end of the program', async (moment) => {
    const host = fakeProcess();
    const fail = (): boolean => host.stdout.emit('error', failure('ENOSPC'));
    await exitWith(() => {
      if (moment === 'before') fail();
      return Promise.resolve(0);
    }, host);
    if (moment === 'after') fail();
    expect(host.exitCode).toBe(1);
    expect(host.said).toEqual(['planscope: the output could not be written: write ENOSPC\n']);
  });

  it.each(['EPIPE', 'ENOSPC'])('does not mind that what is told on the way fails with %s', async (reason) => {
    const host = fakeProcess();
    await exitWith(() => {
      host.stderr.emit('error', failure(reason));
      return Promise.resolve(0);
    }, host);
    expect(host.exitCode).toBe(0);
  });

  it('does not mind a reader that went away', async () => {
    const host = fakeProcess();
    await exitWith(() => {
      host.stdout.emit('error', failure('EPIPE'));
      return Promise.resolve(0);
    }, host);
    expect([host.exitCode, host.said]).toEqual([0, []]);
  });
});
