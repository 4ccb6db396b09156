/** What of the tree outlives the hidden page. */
export interface TreeState {
  /** What a person opened or closed, by row id. */
  readonly open: readonly (readonly [id: string, isOpen: boolean])[];
  readonly selectedId: string | undefined;
  readonly scrollTop: number;
}

const MAX_REMEMBERED = 500;

/** Reads a kept state, of whatever version; what it does not understand is as if it were not there. */
export function readTreeState(kept: unknown): TreeState {
  const state = typeof kept === 'object' && kept !== null ? kept : {};
  const open: [string, boolean][] = [];
  if ('open' in state && Array.isArray(state.open)) {
    for (const entry of state.open.slice(-MAX_REMEMBERED)) {
      if (!Array.isArray(entry)) continue;
      const [id, isOpen]: unknown[] = entry;
      if (typeof id === 'string' && typeof isOpen === 'boolean') open.push([id, isOpen]);
    }
  }
  return {
    open,
    selectedId: 'selectedId' in state && typeof state.selectedId === 'string' ? state.selectedId : undefined,
    scrollTop: 'scrollTop' in state && typeof state.scrollTop === 'number' ? state.scrollTop : 0,
  };
}

/** The state to keep: of very many rows, those that were touched last. */
export function treeStateToKeep(
  open: ReadonlyMap<string, boolean>,
  selectedId: string | undefined,
  scrollTop: number,
): TreeState {
  return { open: [...open].slice(-MAX_REMEMBERED), selectedId, scrollTop };
}
