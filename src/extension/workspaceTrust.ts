import * as l10n from '@vscode/l10n';
import { InputError } from '../core/base/errors.ts';
import type { Event } from '../core/base/events.ts';

/**
 * Whether the user trusts what this window has open. A folder that is not trusted may hold settings and scenarios of
 * anybody's: until it is, no model server is contacted and no process is started. What checks files in this process works.
 */
export interface WorkspaceTrust {
  isGranted(): boolean;
  readonly onDidGrant: Event<void>;
}

const UNTRUSTED = 'untrusted-workspace';

/** Why nothing is asked, and what works all the same. */
export function untrustedMessage(): string {
  return l10n.t(
    'This workspace is in Restricted Mode: Planscope contacts no model server and starts no process until you trust it. Plans are checked all the same.',
  );
}

/** To be called before a process is started or a server contacted: throws where the user does not trust the workspace. */
export function demandTrust(trust: WorkspaceTrust): void {
  if (!trust.isGranted()) throw new InputError(UNTRUSTED, untrustedMessage());
}

/** Whether it is `demandTrust` that threw. */
export function isUntrusted({ code }: { readonly code: string }): boolean {
  return code === UNTRUSTED;
}
