import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

/** All that came back over one connection, however it ended. */
export interface RawAnswer {
  /** Absent when no header came. */
  readonly status?: number;
  readonly contentType?: string;
  readonly headers?: IncomingHttpHeaders;
  /** The sizes of what arrived at a time; at least one for each write of a chunked answer. */
  readonly arrivalBytes?: ReadonlySet<number>;
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
  /** Resolves when the headers are here. */
  readonly headers: Promise<void>;
  /** What has come so far. */
  text(): string;
  /** How many characters have come so far. */
  received(): number;
  /** Reads no more until `resume`. */
  pause(): void;
  resume(): void;
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
  let text = '';
  let incoming: IncomingMessage | undefined;
  const firstData = deferred();
  const arrived = deferred();
  const ownHeaders = { ...(host === undefined ? {} : { host }), ...options.headers };
  const outgoing = request(`${endpoint}${path}`, { method, agent, headers: ownHeaders });
  const answer = new Promise<RawAnswer>((resolve) => {
    let head = {};
    const arrivalBytes = new Set<number>();
    const decoder = new StringDecoder('utf8');
    const onError = (error: NodeJS.ErrnoException): void =>
      resolve({ ...head, text, complete: false, error: error.code ?? error.message });
    outgoing.on('response', (response) => {
      incoming = response;
      const { statusCode: status, headers } = response;
      head = { status, contentType: headers['content-type'], headers };
      arrived.resolve();
      response.on('data', (chunk: Buffer) => {
        text += decoder.write(chunk);
        arrivalBytes.add(chunk.length);
        firstData.resolve();
      });
      response.on('error', onError);
      response.on('end', () => resolve({ ...head, arrivalBytes, text, complete: response.complete }));
    });
    outgoing.on('error', onError);
    outgoing.end(body);
  });
  return {
    answer,
    firstData: firstData.promise,
    headers: arrived.promise,
    text: () => text,
    received: () => text.length,
    pause: () => void incoming?.pause(),
    resume: () => void incoming?.resume(),
    abort: () => void outgoing.destroy(),
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((onDone) => {
    resolve = onDone;
  });
  return { promise, resolve };
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
