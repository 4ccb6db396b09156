import { API_KEY_VARIABLE, Secret } from '../core/base/secret.ts';
import { endpointOf } from '../core/connect.ts';

/**
 * The key for a server, from the environment. It is sent only to the endpoint that was named by hand: a server that is
 * merely found on the way is not told it.
 */
export function apiKeyPort(named: string | undefined): (endpoint: string) => Promise<Secret | undefined> {
  const value = process.env[API_KEY_VARIABLE]?.trim() ?? '';
  const secret = value === '' || named === undefined ? undefined : new Secret(value);
  const address = endpointOf(named ?? '');
  return (endpoint) => Promise.resolve(endpoint === address ? secret : undefined);
}
