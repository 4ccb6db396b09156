import * as l10n from '@vscode/l10n';
import type { BenchReport } from '../../core/bench/report.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';
import { modelFacts, powerText, timerText } from '../../shared/measurementText.ts';
import { h } from '../dom.ts';
import { definitionList } from './caseDetails.ts';

/** Who answered, on what machine, and how to do the same run again. */
export function environmentOf({ environment, model, memory, seed }: BenchReport, command: string): HTMLElement {
  const { power, timer } = environment;
  return h(
    'section',
    { class: 'environment' },
    h('h2', {}, l10n.t('Environment')),
    definitionList([
      ...modelFacts(model),
      { label: l10n.t('Processor'), value: processorText(environment) },
      { label: l10n.t('Memory'), value: formatBytes(environment.memoryBytes) },
      { label: l10n.t('System'), value: `${environment.platform} ${environment.arch}` },
      ...(power === undefined ? [] : [{ label: l10n.t('Power'), value: powerText(power) }]),
      ...(timer === undefined ? [] : [{ label: l10n.t('Clock'), value: timerText(timer) }]),
      { label: 'Node', value: environment.node },
      { label: 'Planscope', value: environment.planscope },
      ...(memory === undefined
        ? []
        : [
            {
              label: l10n.t('Runner’s memory'),
              value: l10n.t(
                'at most {0} until the first case, {1} until the end',
                megabytes(memory.runnerBytes),
                megabytes(memory.peakBytes),
              ),
            },
          ]),
      { label: l10n.t('Seed'), value: String(seed) },
    ]),
    h('h2', {}, l10n.t('Run it again')),
    h('pre', {}, h('code', {}, command)),
  );
}

function processorText({ cpu, cores }: BenchReport['environment']): string {
  return cores === 1 ? l10n.t('{0}, 1 core', cpu) : l10n.t('{0}, {1} cores', cpu, formatCount(cores));
}

/** In millions, as the target for it is given. */
function megabytes(bytes: number): string {
  return `${formatCount(Math.round(bytes / 1e6))} MB`;
}
