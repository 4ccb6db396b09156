import { isToDashboard } from '../shared/guards/messageGuards.ts';
import type { FromDashboard } from '../shared/messages.ts';
import { DashboardPage } from './dashboard/dashboardPage.ts';
import { speakPageLanguage } from './pageTranslation.ts';
import { acquireApi } from './vscodeApi.ts';

speakPageLanguage();
const api = acquireApi<FromDashboard>();
const app = document.getElementById('app');
if (app !== null) {
  const page = new DashboardPage({
    app,
    kept: api?.getState(),
    onAction: (action) => api?.postMessage({ type: 'action', ...action }),
    onStateChange: (state) => api?.setState(state),
    onGap: () => api?.postMessage({ type: 'ready' }),
    onTraceWanted: (id) => api?.postMessage({ type: 'trace', id }),
  });
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isToDashboard(data)) return;
    if (data.type === 'model') page.show(data.model);
    else page.addTrace(data.id, data.trace);
  });
  api?.postMessage({ type: 'ready' });
}
