import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server on a free port of 127.0.0.1 that ends with its test. */
export interface LoopbackServer {
  readonly endpoint: string;
  /** Connections open now. */
  openSockets(): number;
  /** Connections ever accepted. */
  accepted(): number;
  /** Resolves when no connection is open. */
  untilIdle(): Promise<void>;
}

/** An HTTP server that answers as the test says. */
export function serveHttp(listener: RequestListener): Promise<LoopbackServer> {
  return listen(createServer(listener));
}

/** A server below HTTP: it gets each connection as it is. */
export function serveSockets(onConnection: (socket: Socket) => void): Promise<LoopbackServer> {
  return listen(createSocketServer(onConnection));
}

/** An address where nothing listens: a server was there, and has gone. */
export async function closedEndpoint(): Promise<string> {
  const server = createSocketServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = endpointOf(server);
  await new Promise((resolve) => server.close(resolve));
  return endpoint;
}

async function listen(server: Server): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  let onIdle: (() => void)[] = [];
  server.on('connection', (socket: Socket) => {
    accepted++;
    sockets.add(socket);
    // A client that leaves in mid-answer is what many tests are about.
    socket.on('error', () => {});
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size > 0) return;
      for (const resolve of onIdle) resolve();
      onIdle = [];
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return {
    endpoint: endpointOf(server),
    openSockets: () => sockets.size,
    accepted: () => accepted,
    untilIdle: () => (sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
  };
}

function endpointOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
