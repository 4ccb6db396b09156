/** What a worker is started with: the scenario files it asks for, one after another. */
export interface CacheClientData {
  readonly texts: readonly string[];
}

/** Worker → owner: one request, or the end with the nanoseconds each took as the worker saw it. */
export type FromCacheClient =
  | { readonly type: 'ask'; readonly text: string }
  | { readonly type: 'done'; readonly timingsNs: readonly number[] };

/** Owner → worker: the plan's JSON, and where it came from. */
export interface ToCacheClient {
  readonly source: string;
  readonly plan: string;
}
