import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { PlanProgress } from '../../../src/core/planRequest.ts';
import type { Settings } from '../../../src/core/settings/settings.ts';
import { DIALECTS, type Dialect } from '../../support/dialects.ts';
import { makeScenario } from '../../support/scenarios.ts';
import { serveDialect } from '../transport/transports.ts';
import { expectPlainWords, failOnUnhandledRejections } from './checkCell.ts';
import { MatrixClient, type Outcome } from './matrixClient.ts';

const OLD = '{"plan_id":"old","steps":[{"act":"Scan","radius":5},{"act":"Mov';
const NEW = '{"plan_id":"new","steps":[{"act":"Scan","radius":7}]}';

failOnUnhandledRejections();

/** A server that answers its first request in its own way, and every further one with the new plan. */
async function clientOf(
  dialect: Dialect,
  answerFirst: (response: ServerResponse) => void,
  settings: Partial<Settings> = {},
): Promise<MatrixClient> {
  let asked = 0;
  const { endpoint } = await serveDialect(dialect, (incoming, response) => {
    incoming.resume();
    if (asked++ === 0) answerFirst(response);
    else response.end(dialect.word(NEW) + dialect.end());
  });
  return new MatrixClient({ endpoint, dialect: dialect.name }, settings);
}

/** The outcome of a request whose first attempt failed. */
function retried(code: string): Outcome {
  const breaker = { state: 'closed', succeeded: 1, failed: 1 } as const;
  const counted = { attempts: 2, retries: 1, failures: { [code]: 1 }, breaker };
  return { source: 'model', tier: 'full', reason: undefined, ...counted };
}

/** The outcome of a request whose only attempt failed, which the breaker counts or does not. */
function refused(code: string, failed: 0 | 1): Outcome {
  const breaker = { state: 'closed', succeeded: 0, failed } as const;
  const counted = { attempts: 1, retries: 0, failures: { [code]: 1 }, breaker };
  return { source: 'fallback', tier: 'heuristic', reason: code, ...counted };
}

describe.each(DIALECTS)('$title', (dialect) => {
  it('that resets in mid-stream: nothing of the broken answer is in the plan, and its steps are void', async () => {
    const matrix = await clientOf(dialect, (response) => {
      response.write(dialect.word(OLD), () => setTimeout(() => response.destroy(), 5));
    });
    const progress: PlanProgress[] = [];
    const result = await matrix.plan(makeScenario(), { onProgress: (one) => progress.push(one) });
    expect(matrix.outcome(result)).toEqual(retried('reset'));
    expect(result.plan).toEqual({ plan_id: 'new', steps: [{ act: 'Scan', radius: 7 }] });
    const asking = { type: 'asking', tier: 'full' };
    const step = (index: number, radius: number) => ({ type: 'step', index, step: { act: 'Scan', radius } });
    expect(progress).toEqual([asking, step(0, 5), asking, step(0, 7)]);
    await matrix.expectNothingLeft();
  });

  it('that promises fewer bytes than it sends: the answer is cut, and the rest of it is no answer', async () => {
    const matrix = await clientOf(dialect, (response) => {
      const part = dialect.word(OLD);
      const head = `HTTP/1.1 200 OK\r\ncontent-type: ${dialect.contentType}\r\ncontent-length: ${Buffer.byteLength(part)}`;
      response.socket?.write(`${head}\r\n\r\n${part}${dialect.word('{}')}${dialect.end()}`);
    });
    const result = await matrix.plan(makeScenario());
    expect(matrix.outcome(result)).toEqual(retried('truncated-stream'));
    expect(result.plan.plan_id).toBe('new');
    await matrix.expectNothingLeft();
  });

  it.each([
    ['403 without a word', 403, '', 'unauthorized', 0],
    ['403 with one', 403, '{"error":"not for you"}', 'unauthorized', 0],
    ['400 with a web page', 400, '<html>Bad Request</html>', 'not-a-model-server', 0],
    ['404 with a web page', 404, '<html>Not Found</html>', 'not-a-model-server', 0],
    ['200 with other JSON', 200, '{"hello":"world"}\n', 'malformed-stream', 1],
  ] as const)('%s: is asked once', async (_title, status, body, code, failed) => {
    const matrix = await clientOf(dialect, (response) => response.writeHead(status).end(body));
    const result = await matrix.plan(makeScenario());
    expect(matrix.outcome(result)).toEqual(refused(code, failed));
    expectPlainWords(result);
    await matrix.expectNothingLeft();
  });

  it('that sends one line without end: is read no further than a line can be', async () => {
    const matrix = await clientOf(dialect, (response) => {
      response.writeHead(200, { 'content-type': dialect.contentType });
      response.write(dialect.word('{').slice(0, 12));
      const more = (): void => {
        if (!response.closed) response.write('x'.repeat(65_536), () => setImmediate(more));
      };
      more();
    });
    const result = await matrix.plan(makeScenario());
    expect(matrix.outcome(result)).toEqual(refused('malformed-stream', 1));
    expectPlainWords(result);
    await matrix.expectNothingLeft();
  });
});
