import { isToDashboard } from '../shared/guards/messageGuards.ts';
import type { FromDashboard } from '../shared/messages.ts';
import { DashboardPage } from './dashboard/dashboardPage.ts';
import { acquireApi } from './vscodeApi.ts';

const api = acquireApi<FromDashboard>();
const app = document.getElementById('app');
if (app !== null) {
  const page = new DashboardPage({
    app,
    kept: api?.getState(),
    onAction: (action) => api?.postMessage({ type: 'action', ...action }),
    onStateChange: (state) => api?.setState(state),
  });
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isToDashboard(data)) page.show(data.model);
  });
  api?.postMessage({ type: 'ready' });
}
