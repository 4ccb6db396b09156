import { isToTrace } from '../shared/guards/messageGuards.ts';
import type { FromTrace } from '../shared/messages.ts';
import { speakPageLanguage } from './pageTranslation.ts';
import { TracePage } from './trace/tracePage.ts';
import { readOpenRows } from './trace/waterfall.ts';
import { acquireApi } from './vscodeApi.ts';

speakPageLanguage();
const api = acquireApi<FromTrace>();
const app = document.getElementById('app');
if (app !== null) {
  const page = new TracePage({
    app,
    openRows: readOpenRows(api?.getState()),
    onOpenRowsChange: (open) => api?.setState({ open }),
    onAction: (action) => api?.postMessage({ type: 'action', action }),
  });
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isToTrace(data)) return;
    if (data.type === 'gone') page.showGone();
    else page.show(data.view);
  });
  api?.postMessage({ type: 'ready' });
}
