import type * as vscode from 'vscode';
import { Secret } from '../../core/base/secret.ts';
import { endpointOf } from '../../core/connect.ts';

/** The keys of model servers that want one, in the editor's secret storage: never in settings, logs or traces. */
export class ApiKeys {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** The key for this endpoint; it is sent to no other. */
  async keyFor(endpoint: string): Promise<Secret | undefined> {
    const value = await this.#secrets.get(nameFor(endpoint));
    return value === undefined ? undefined : new Secret(value);
  }

  /** Keeps the key for this endpoint. */
  async set(endpoint: string, key: Secret): Promise<void> {
    await this.#secrets.store(nameFor(endpoint), key.reveal());
  }

  /** Forgets the key for this endpoint; nothing to do when there is none. */
  async forget(endpoint: string): Promise<void> {
    await this.#secrets.delete(nameFor(endpoint));
  }
}

/** By the address as the connection uses it, whatever way it was typed. */
function nameFor(endpoint: string): string {
  return `planscope.apiKey ${endpointOf(endpoint)}`;
}
