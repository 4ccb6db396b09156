import * as l10n from '@vscode/l10n';
import type { BenchReport } from '../core/bench/report.ts';
import { isToReport } from '../shared/guards/messageGuards.ts';
import { isBenchReport } from '../shared/guards/reportGuard.ts';
import type { FromReport, ToReport } from '../shared/messages.ts';
import { REPORT_DATA_ID } from '../shared/pageHtml.ts';
import { h } from './dom.ts';
import { speakPageLanguage } from './pageTranslation.ts';
import { openForPrinting } from './report/printing.ts';
import type { ReportActions } from './report/reportHead.ts';
import { type ReportState, readReportState } from './report/reportState.ts';
import { reportView } from './report/reportView.ts';
import { acquireApi } from './vscodeApi.ts';

const SCROLL_SETTLED_MS = 200;

speakPageLanguage();
const api = acquireApi<FromReport>();
const app = document.getElementById('app');
if (app !== null) start(app);

function start(main: HTMLElement): void {
  let state: ReportState | undefined;
  const keep = (change: Partial<ReportState>): void => {
    if (state === undefined) return;
    state = { ...state, ...change };
    api?.setState(state);
  };
  const actions: ReportActions | undefined = api && {
    export: (format) => api.postMessage({ type: 'export', format }),
    compare: () => api.postMessage({ type: 'compare' }),
    rerun: (id) => api.postMessage({ type: 'rerun', id }),
  };
  const show = (report: BenchReport, trends?: ToReport['trends']): void => {
    const shown = readReportState(state ?? api?.getState(), report.startedAt);
    state = shown;
    main.replaceChildren(...reportView({ report, state: shown, onStateChange: keep, actions, trends }));
    window.scrollTo(0, shown.scrollY);
  };

  openForPrinting(main);
  let scrolled: ReturnType<typeof setTimeout> | undefined;
  window.addEventListener('scroll', () => {
    clearTimeout(scrolled);
    scrolled = setTimeout(() => keep({ scrollY: window.scrollY }), SCROLL_SETTLED_MS);
  });
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isToReport(data)) show(data.report, data.trends);
  });

  const embedded = document.getElementById(REPORT_DATA_ID);
  if (embedded === null) {
    main.replaceChildren(h('p', { class: 'waiting' }, l10n.t('Waiting for the report…')));
    api?.postMessage({ type: 'ready' });
    return;
  }
  const report = parsed(embedded.textContent);
  if (isBenchReport(report)) show(report);
  else
    main.replaceChildren(
      h('p', { class: 'waiting' }, l10n.t('This file holds no report that this page can read. Export it again.')),
    );
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
