import { expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../../src/core/base/clock.ts';
import { silentLogger } from '../../../src/core/base/logger.ts';
import { seededRandom } from '../../../src/core/base/random.ts';
import { Client } from '../../../src/core/client.ts';
import { defaultSettings } from '../../../src/core/settings/settings.ts';
import { serveHttp } from '../../support/loopbackServer.ts';
import { makeScenario } from '../../support/scenarios.ts';

const message = { role: 'assistant', content: '{"plan_id":"p","steps":[{"act":"Scan","radius":5}]}' };
const answer = `${JSON.stringify({ model: 'phi3', message, done: true, done_reason: 'stop' })}\n`;

it('a server that never says what it has in memory keeps no connection open but the one for the next request', async () => {
  let looks = 0;
  const waiting: (() => void)[] = [];
  const server = await serveHttp((incoming, response) => {
    incoming.resume();
    if (incoming.url === '/api/ps') {
      looks++;
      // The answer to the question comes only now: late enough that the client looked, whatever the machine does.
      for (const end of waiting.splice(0)) end();
    } else waiting.push(() => response.end(answer));
  });
  const settings = { ...defaultSettings(), 'planscope.cache.enabled': false };
  const client = new Client({ clock: systemClock, random: seededRandom(1), logger: silentLogger, settings });
  onTestFinished(() => client.dispose());
  client.setTarget({ kind: 'server', endpoint: server.endpoint, model: 'phi3', dialect: 'ollama' });
  for (let plan = 1; plan <= 3; plan++) expect((await client.plan(makeScenario(plan))).source).toBe('model');
  expect(looks).toBe(3);
  await vi.waitFor(() => expect(server.openSockets()).toBe(1));
});
