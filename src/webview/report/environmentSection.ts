import type { BenchReport } from '../../core/bench/report.ts';
import { formatBytes, formatCount, formatPlural } from '../../shared/format.ts';
import { modelFacts, powerText, timerText } from '../../shared/measurementText.ts';
import { h } from '../dom.ts';
import { definitionList } from './caseDetails.ts';

/** Who answered, on what machine, and how to do the same run again. */
export function environmentOf({ environment, model, memory, seed }: BenchReport, command: string): HTMLElement {
  const { power, timer } = environment;
  return h(
    'section',
    { class: 'environment' },
    h('h2', {}, 'Environment'),
    definitionList([
      ...modelFacts(model),
      { label: 'Processor', value: `${environment.cpu}, ${formatPlural(environment.cores, 'core')}` },
      { label: 'Memory', value: formatBytes(environment.memoryBytes) },
      { label: 'System', value: `${environment.platform} ${environment.arch}` },
      ...(power === undefined ? [] : [{ label: 'Power', value: powerText(power) }]),
      ...(timer === undefined ? [] : [{ label: 'Clock', value: timerText(timer) }]),
      { label: 'Node', value: environment.node },
      { label: 'Planscope', value: environment.planscope },
      ...(memory === undefined
        ? []
        : [
            {
              label: 'Runner’s memory',
              value: `at most ${megabytes(memory.runnerBytes)} until the first case, ${megabytes(memory.peakBytes)} until the end`,
            },
          ]),
      { label: 'Seed', value: String(seed) },
    ]),
    h('h2', {}, 'Run it again'),
    h('pre', {}, h('code', {}, command)),
  );
}

/** In millions, as the target for it is given. */
function megabytes(bytes: number): string {
  return `${formatCount(Math.round(bytes / 1e6))} MB`;
}
