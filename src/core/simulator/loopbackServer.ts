import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { CoreError, InputError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';

/** The one address that the simulator listens on; it is nobody else's business. */
export const loopbackHost = '127.0.0.1';

/** An HTTP server on a port of 127.0.0.1 that can stop listening, as a dead server does, and come back there. */
export class LoopbackServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #refusing = false;
  /** The end of the last change of state: changes happen one after the other. */
  #settled: Promise<void> = Promise.resolve();
  #disposed: Promise<void> | undefined;

  private constructor(listener: RequestListener, logger: Logger) {
    this.#server = createServer(listener);
    // Node would close idle connections after 5 s and whole requests after 300 s; Ollama does neither.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('error', (error) => {
      // While it is not listening yet, the error is the rejection of `listen`.
      if (this.#server.listening) logger.warn(`The simulator's socket reports: ${error.message}`);
    });
  }

  /** Listens on `port`, 0 for any free one. Rejects with an `InputError` when that port cannot be had. */
  static async listen(options: {
    readonly port: number;
    readonly listener: RequestListener;
    readonly logger: Logger;
  }): Promise<LoopbackServer> {
    const { port, listener, logger } = options;
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new InputError('port-range', `Port ${port} does not exist: ports are whole numbers from 0 to 65535.`);
    }
    const server = new LoopbackServer(listener, logger);
    server.#port = await server.#bind(port);
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  /**
   * True closes the port and every connection, so that clients are refused; false listens on the same port again.
   * Resolves when that is done; rejects with an `InputError` when the port has been taken meanwhile.
   */
  refuse(refuse: boolean): Promise<void> {
    const change = this.#settled.then(async () => {
      if (this.#disposed !== undefined && !refuse) throw new CoreError('disposed', 'The simulator has been stopped.');
      if (this.#disposed !== undefined || refuse === this.#refusing) return;
      if (refuse) await this.#close();
      else await this.#bind(this.#port);
      this.#refusing = refuse;
    });
    this.#settled = change.catch(() => {});
    return change;
  }

  /** Closes the port and every connection; resolves when nothing is left. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#settled.then(() => this.#close());
    return this.#disposed;
  }

  #bind(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException): void => reject(listenError(port, error));
      this.#server.once('error', onError);
      this.#server.listen({ port, host: loopbackHost, exclusive: true }, () => {
        this.#server.off('error', onError);
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  async #close(): Promise<void> {
    const sockets = [...this.#sockets];
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    // Calls back with an error when it was not listening, which is as good.
    closed.push(new Promise((resolve) => this.#server.close(resolve)));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  }
}

function listenError(port: number, error: NodeJS.ErrnoException): InputError {
  const instead = 'Choose another port, or 0 for any free one.';
  switch (error.code) {
    case 'EADDRINUSE':
      return new InputError('port-in-use', `Port ${port} on ${loopbackHost} is in use already. ${instead}`, error);
    case 'EACCES':
      return new InputError('port-forbidden', `This user may not listen on port ${port}. ${instead}`, error);
    default:
      return new InputError('port-unusable', `Cannot listen on port ${port}: ${error.message}. ${instead}`, error);
  }
}
