import type { Outcome } from '../../core/telemetry/figures.ts';
import type { Trace } from '../../core/telemetry/trace.ts';
import type { RequestRow, RequestsUpdate } from '../../shared/messages.ts';
import { unpackRequests } from '../../shared/requestRows.ts';
import { type ListedRequests, requestNode, requestNodeId } from '../../shared/tree/requestNodes.ts';
import type { TreeNode } from '../../shared/tree/treeNode.ts';

/** As many as the editor remembers. */
const MAX_ROWS = 10_000;
/** Spans of so many opened requests are kept. */
const MAX_TRACES = 100;

/** The finished requests as the page knows them: updates bring the new ones, traces come when they are asked for. */
export class RequestList {
  readonly #nodes = new WeakMap<RequestRow, TreeNode>();
  readonly #traces = new Map<number, Trace | 'gone'>();
  readonly #asked = new Set<number>();
  #rows: readonly RequestRow[] = [];
  #upTo = 0;

  /** Takes what is new. False when something before it is missing, so that all must be asked for. */
  update(update: RequestsUpdate): boolean {
    const { after, upTo } = update;
    if (after !== 0 && after !== this.#upTo) return false;
    const rows = unpackRequests(update);
    if (after === 0) this.#rows = rows;
    else if (rows.length > 0) this.#rows = [...rows, ...this.#rows].slice(0, MAX_ROWS);
    this.#upTo = upTo;
    return true;
  }

  /** What is listed with this filter; empty: all. */
  listed(filter: readonly Outcome[]): ListedRequests {
    const counts = { cache: 0, model: 0, fallback: 0, unavailable: 0, cancelled: 0 };
    const nodes: TreeNode[] = [];
    for (const row of this.#rows) {
      counts[row.outcome]++;
      if (filter.length === 0 || filter.includes(row.outcome)) nodes.push(this.#nodeOf(row));
    }
    return { nodes, counts, filter };
  }

  /** The number of the request at a row, if its spans are to be asked for now: once. */
  wanted(nodeId: string): number | undefined {
    const id = this.#rows.find((row) => requestNodeId(row) === nodeId)?.id;
    if (id === undefined || this.#traces.has(id) || this.#asked.has(id)) return undefined;
    this.#asked.add(id);
    return id;
  }

  /** The spans of a request came; undefined: nobody knows them any more. */
  addTrace(id: number, trace: Trace | undefined): void {
    this.#asked.delete(id);
    this.#traces.set(id, trace ?? 'gone');
    this.#forgetNode(id);
    const [oldest] = this.#traces.keys();
    if (this.#traces.size <= MAX_TRACES || oldest === undefined) return;
    this.#traces.delete(oldest);
    this.#forgetNode(oldest);
  }

  #forgetNode(id: number): void {
    const row = this.#rows.find((candidate) => candidate.id === id);
    if (row !== undefined) this.#nodes.delete(row);
  }

  #nodeOf(row: RequestRow): TreeNode {
    const known = this.#nodes.get(row);
    if (known !== undefined) return known;
    const node = requestNode(row, this.#traces.get(row.id));
    this.#nodes.set(row, node);
    return node;
  }
}
