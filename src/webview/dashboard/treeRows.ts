import type { TreeNode } from '../../shared/tree/treeNode.ts';

/** A row that can be seen: all branches around it are open. */
export interface Row {
  readonly node: TreeNode;
  /** From 1. */
  readonly level: number;
  /** Place among its siblings, from 1, and their number. */
  readonly position: number;
  readonly siblings: number;
  readonly parentId: string | undefined;
  /** Undefined for a leaf. */
  readonly isOpen: boolean | undefined;
}

/** What a person opened or closed by hand, by id; all else is as the node itself has it. */
export type OpenOverrides = ReadonlyMap<string, boolean>;

/** The rows that can be seen, from top to bottom. */
export function visibleRows(roots: readonly TreeNode[], overrides: OpenOverrides): Row[] {
  const rows: Row[] = [];
  const walk = (nodes: readonly TreeNode[], level: number, parentId: string | undefined): void => {
    nodes.forEach((node, index) => {
      const isOpen = node.children === undefined ? undefined : (overrides.get(node.id) ?? node.initiallyOpen ?? false);
      rows.push({ node, level, position: index + 1, siblings: nodes.length, parentId, isOpen });
      if (isOpen === true) walk(node.children ?? [], level + 1, node.id);
    });
  };
  walk(roots, 1, undefined);
  return rows;
}

/** Where a key leads from a row, as the ARIA tree pattern has it; undefined where it leads nowhere. */
export function rowAfterKey(rows: readonly Row[], activeId: string, key: string, pageRows: number): string | undefined {
  const index = rows.findIndex((row) => row.node.id === activeId);
  const at = (place: number): string | undefined => rows[Math.max(0, Math.min(rows.length - 1, place))]?.node.id;
  switch (key) {
    case 'ArrowDown':
      return at(index + 1);
    case 'ArrowUp':
      return at(index - 1);
    case 'PageDown':
      return at(index + pageRows);
    case 'PageUp':
      return at(index - pageRows);
    case 'Home':
      return at(0);
    case 'End':
      return at(rows.length - 1);
    case 'ArrowLeft':
      return rows[index]?.parentId;
    case 'ArrowRight': {
      const next = rows[index + 1];
      return next?.parentId === activeId ? next.node.id : undefined;
    }
    default:
      return undefined;
  }
}

/** The next row whose label begins with what was typed; a single letter typed again goes on to the one after. */
export function rowAfterTyping(rows: readonly Row[], activeId: string, typed: string): string | undefined {
  const wanted = typed.toLowerCase();
  const index = rows.findIndex((row) => row.node.id === activeId);
  const start = wanted.length > 1 ? index : index + 1;
  const ordered = [...rows.slice(Math.max(0, start)), ...rows.slice(0, Math.max(0, start))];
  return ordered.find((row) => row.node.label.toLowerCase().startsWith(wanted))?.node.id;
}

/**
 * The row that takes over when an update took the active one away: the nearest row after it that is still there, else
 * the nearest before it.
 */
export function survivingRow(before: readonly Row[], after: readonly Row[], activeId: string): string | undefined {
  const present = new Set(after.map((row) => row.node.id));
  if (present.has(activeId)) return activeId;
  const index = before.findIndex((row) => row.node.id === activeId);
  const candidates = [...before.slice(index + 1), ...before.slice(0, Math.max(0, index)).reverse()];
  return candidates.find((row) => present.has(row.node.id))?.node.id ?? after[0]?.node.id;
}
