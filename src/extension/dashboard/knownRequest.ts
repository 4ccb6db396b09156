import * as l10n from '@vscode/l10n';
import { InputError } from '../../core/base/errors.ts';
import type { Client } from '../../core/client.ts';
import { REMEMBERED_REQUESTS, type RequestDetails } from '../../core/requestHistory.ts';
import { formatCount } from '../../shared/format.ts';

/** All that is known of a request. Throws an `InputError` for one that is not among the newest of this window. */
export function knownRequest(client: Pick<Client, 'request'>, id: number): RequestDetails {
  const details = client.request(id);
  if (details !== undefined) return details;
  const count = formatCount(REMEMBERED_REQUESTS);
  throw new InputError('no-request', l10n.t('Request {0} is not known: of this window the newest {1} are.', id, count));
}
