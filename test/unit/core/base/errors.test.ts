import { describe, expect, it, vi } from 'vitest';
import { CoreError, InputError, isAbort, toCoreError } from '../../../../src/core/base/errors.ts';

describe('errors', () => {
  it('carry the name of their class, their code and their cause', () => {
    const cause = new Error('below');
    const error = new InputError('bad-file', 'The file is empty.', cause);
    expect(error).toMatchObject({ name: 'InputError', code: 'bad-file', retryable: false, cause });
  });

  it('are not retryable unless they say so', () => {
    expect(new CoreError('a', 'b').retryable).toBe(false);
    expect(new CoreError('a', 'b', { retryable: true }).retryable).toBe(true);
  });

  it('of ours pass the conversion unchanged', () => {
    const error = new CoreError('known', 'Known.');
    expect(toCoreError(error)).toBe(error);
  });

  it('of another bundle, where each class is another one, are ours too', async () => {
    vi.resetModules();
    const other = await import('../../../../src/core/base/errors.ts');
    const error = new other.InputError('bad-file', 'The file is empty.');
    expect(error).not.toBeInstanceOf(CoreError);
    expect(toCoreError(error)).toBe(error);
    expect(toCoreError(Object.assign(new Error('no such file'), { code: 'ENOENT' })).code).toBe('unexpected');
  });

  it('of others keep their message and become the cause', () => {
    const cause = new TypeError('x is undefined');
    expect(toCoreError(cause)).toMatchObject({ code: 'unexpected', message: 'x is undefined', cause });
    expect(toCoreError('thrown text').message).toBe('thrown text');
    expect(toCoreError(new Error('')).message).toBe('An unknown error occurred.');
  });

  it('of a cancelled operation are told from failures', () => {
    expect(isAbort(new DOMException('cancelled', 'AbortError'))).toBe(true);
    expect(isAbort(new Error('AbortError'))).toBe(false);
    expect(isAbort({ name: 'AbortError' })).toBe(false);
  });
});
