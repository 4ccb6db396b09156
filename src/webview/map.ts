import { isToMap } from '../shared/guards/messageGuards.ts';
import type { FromMap } from '../shared/messages.ts';
import { MapPage, type MapState } from './map/mapPage.ts';
import { speakPageLanguage } from './pageTranslation.ts';
import { acquireApi } from './vscodeApi.ts';

speakPageLanguage();
const api = acquireApi<FromMap>();
const app = document.getElementById('app');
if (app !== null) {
  const page = new MapPage({
    app,
    state: readState(api?.getState()),
    onStateChange: (state) => api?.setState(state),
    onSelect: (frame) => api?.postMessage({ type: 'select', frame }),
  });
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isToMap(data)) page.show(data.map, data.frame);
  });
  api?.postMessage({ type: 'ready' });
}

function readState(kept: unknown): MapState {
  const first: MapState = { frame: 0, zoom: 1 };
  if (typeof kept !== 'object' || kept === null || !('frame' in kept) || !('zoom' in kept)) return first;
  const { frame, zoom } = kept;
  return typeof frame === 'number' && typeof zoom === 'number' ? { frame, zoom } : first;
}
