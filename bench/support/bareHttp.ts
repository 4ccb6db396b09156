import http from 'node:http';
import { planForm } from '../../src/core/prompt/planForm.ts';
import { defaultSettings } from '../../src/core/settings/settings.ts';
import { simulatorModelName } from '../../src/core/simulator/models.ts';
import { defaultRegistry } from '../../src/core/world/defaultRegistry.ts';

/** One exchange over plain `node:http`: sends a prompt and resolves to the plan's JSON value. */
export interface BareHttp {
  ask(systemText: string, userText: string): Promise<unknown>;
  dispose(): void;
}

/**
 * What a miss costs without a client of ours: the same question, JSON schema and all, in a streamed POST with a kept
 * connection, `JSON.parse` of each line and of the plan. No cache, no validation, no retry, no limit of time, no trace.
 */
export function openBareHttp(endpoint: string, signal: AbortSignal): BareHttp {
  const agent = new http.Agent({ keepAlive: true });
  const url = new URL('/api/chat', endpoint);
  const settings = defaultSettings();
  const options = {
    num_ctx: settings['planscope.model.contextTokens'],
    num_predict: settings['planscope.model.maxOutputTokens'],
    temperature: settings['planscope.model.temperature'],
  };
  const format: unknown = JSON.parse(planForm(defaultRegistry).schemaJson);
  return {
    async ask(systemText, userText) {
      const messages = [
        { role: 'system', content: systemText },
        { role: 'user', content: userText },
      ];
      const body = JSON.stringify({
        model: simulatorModelName,
        messages,
        stream: true,
        format,
        options,
        truncate: false,
        shift: false,
      });
      return JSON.parse(answerText(await post(url, agent, body, signal)));
    },
    dispose: () => agent.destroy(),
  };
}

function post(url: URL, agent: http.Agent, body: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request(url, { method: 'POST', agent, headers, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`The simulator answered HTTP ${response.statusCode}: ${text}`));
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

function answerText(lines: string): string {
  let text = '';
  for (const line of lines.split('\n')) {
    if (line !== '') text += (JSON.parse(line) as { message: { content: string } }).message.content;
  }
  return text;
}
