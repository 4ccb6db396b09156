import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as l10n from '@vscode/l10n';
import { CoreError } from '../../core/base/errors.ts';
import type { Comparison } from '../../core/bench/report.ts';

const MAX_OUTPUT_BYTES = 16 * 2 ** 20;
const WRONG_INPUT = 2;

/** What came of comparing two reports: the comparison, or why the two are not to be compared. */
export type Compared =
  | { readonly type: 'compared'; readonly comparison: Comparison }
  | { readonly type: 'refused'; readonly why: string };

/**
 * Compares two reports in a process of its own: reading and judging two of them is nothing for the editor's thread.
 * `entry` is the terminal program, `fileA` and `fileB` are paths. Rejects with an `AbortError` on a cancel.
 */
export async function compareFiles(
  options: {
    readonly entry: string;
    readonly fileA: string;
    readonly fileB: string;
    readonly allowUnlike: boolean;
  },
  signal: AbortSignal,
): Promise<Compared> {
  const { entry, fileA, fileB, allowUnlike } = options;
  const args = [entry, 'compare', fileA, fileB, '--json', ...(allowUnlike ? ['--compare-unlike'] : [])];
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env,
      signal,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return { type: 'compared', comparison: JSON.parse(stdout) as Comparison };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    const { code, stderr } = cause as { readonly code?: unknown; readonly stderr?: unknown };
    const why = String(stderr ?? cause)
      .replace(/^planscope compare: /, '')
      .trim();
    if (code === WRONG_INPUT) return { type: 'refused', why };
    throw new CoreError('compare-failed', l10n.t('The reports could not be compared: {0}', why), { cause });
  }
}
