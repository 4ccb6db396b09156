import * as l10n from '@vscode/l10n';
import { modeText } from '../../shared/benchRunText.ts';
import { formatLocalDateTime } from '../../shared/format.ts';
import { inform } from '../notices.ts';
import type { BenchmarkSelection } from './benchmarkProcess.ts';
import type { ReportStore } from './reportStore.ts';
import type { RunMark } from './runMarks.ts';

/** A report's own start is that of its process, which is forked after the run is marked. */
const START_MS = 30_000;

/** Says that a run ended with its window, unless its report says that it came to its end, and offers to run it again. */
export async function tellOfLostRun(
  { startedAtMs, selection }: RunMark,
  { reports, runAgain }: { readonly reports: ReportStore; readonly runAgain: (selection: BenchmarkSelection) => void },
): Promise<void> {
  if (await reports.hasOneOf(startedAtMs, startedAtMs + START_MS)) return;
  const again = l10n.t('Run Again');
  const at = formatLocalDateTime(new Date(startedAtMs).toISOString());
  const message = l10n.t(
    'Planscope: the benchmark run of {0} ({1}) ended early: its window was reloaded or closed, or its extensions were restarted.',
    at,
    modeText(selection.mode),
  );
  if ((await inform(message, again)) === again) runAgain(selection);
}
