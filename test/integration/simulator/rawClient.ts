import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/** All that came back over one connection, however it ended. */
export interface RawAnswer {
  /** Absent when no header came. */
  readonly status?: number;
  readonly contentType?: string;
  readonly headers?: IncomingHttpHeaders;
  /** How many times data arrived: at least one for each write of a chunked answer. */
  readonly arrivals?: number;
  readonly text: string;
  /** True when the answer came to its proper end. */
  readonly complete: boolean;
  /** Code of the socket's error. */
  readonly error?: string;
}

export interface RawCall {
  /** Resolves with everything, however it ends; never rejects. */
  readonly answer: Promise<RawAnswer>;
  /** Resolves when the answer's first bytes are here. */
  readonly firstData: Promise<void>;
  /** Hangs up. */
  abort(): void;
}

/** One request on a connection of its own: no client of ours, so that it sees what the server really does. */
export function call(
  endpoint: string,
  path: string,
  options: {
    readonly method?: string;
    readonly body?: string;
    readonly host?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly agent?: Agent;
  } = {},
): RawCall {
  const {
    method = options.body === undefined ? 'GET' : 'POST',
    body,
    host,
    agent = new Agent({ keepAlive: false }),
  } = options;
  let abort = (): void => {};
  let onFirstData = (): void => {};
  const firstData = new Promise<void>((resolve) => {
    onFirstData = resolve;
  });
  const answer = new Promise<RawAnswer>((resolve) => {
    let head = {};
    let text = '';
    let arrivals = 0;
    const onError = (error: NodeJS.ErrnoException): void =>
      resolve({ ...head, text, complete: false, error: error.code ?? error.message });
    const headers = { ...(host === undefined ? {} : { host }), ...options.headers };
    const outgoing = request(`${endpoint}${path}`, { method, agent, headers }, (response) => {
      const { statusCode: status, headers } = response;
      head = { status, contentType: headers['content-type'], headers };
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        arrivals++;
        onFirstData();
      });
      response.on('error', onError);
      response.on('end', () => resolve({ ...head, arrivals, text, complete: response.complete }));
    });
    outgoing.on('error', onError);
    abort = () => outgoing.destroy();
    outgoing.end(body);
  });
  return { answer, firstData, abort };
}

/** The JSON lines of a stream. */
export function lines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The model's words in the lines of a stream. */
export function words(text: string): string {
  return lines(text)
    .map((line) => (line['message'] as { content: string }).content)
    .join('');
}

/** A chat about a world that the rules can plan in. */
export function chatBody(fields: object = {}, worldChanges: object = {}): string {
  const world = {
    t: 0,
    player: { hp: 100, pos: { x: 2, y: 2 }, stance: 'crouch', orders: [] },
    me: { ammo: 30, cooldowns: {}, morale: 0.8, pos: { x: 2, y: 3 } },
    enemies: [{ id: 3, pos: { x: 12, y: 2 }, hp: 60 }],
    pois: [{ k: 'gate', pos: { x: 9, y: 9 } }],
    obstacles: [{ x: 6, y: 3 }],
    objective: 'gate',
    ...worldChanges,
  };
  const messages = [{ role: 'user', content: `Make a plan.\n${JSON.stringify(world)}\nJSON only.` }];
  return JSON.stringify({ model: 'simulator', messages, format: 'json', ...fields });
}
