import { systemClock } from '../../../src/core/base/clock.ts';
import { silentLogger } from '../../../src/core/base/logger.ts';
import { systemRandom } from '../../../src/core/base/random.ts';
import { Client } from '../../../src/core/client.ts';
import type { ClientSnapshot } from '../../../src/core/clientSnapshot.ts';
import { defaultSettings } from '../../../src/core/settings/settings.ts';
import { clientApi } from '../../../src/extension/api/clientApi.ts';

/** The public API over a client that nothing shows: what a load costs without a user interface. */
export function bareApi(model: ClientSnapshot['model']) {
  if (model.kind === 'none') throw new Error('There is no model to ask.');
  const { kind, endpoint, dialect, name } = model;
  const target = { kind, endpoint, dialect, model: name };
  const client = new Client({
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    settings: { ...defaultSettings(), 'planscope.cache.persist': false },
  });
  client.setTarget(target);
  const connection = { ensure: () => Promise.resolve({ target, message: '' }) };
  return { ...clientApi({ client, connection, logger: silentLogger }), onDidChange: client.onDidChange };
}
