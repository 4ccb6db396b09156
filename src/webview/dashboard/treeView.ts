import type { DashboardAction } from '../../shared/messages.ts';
import type { TreeNode } from '../../shared/tree/treeNode.ts';
import { h } from '../dom.ts';
import { keepingPlace } from './keepingPlace.ts';
import { RowElement } from './rowElement.ts';
import { type Row, rowAfterKey, rowAfterTyping, survivingRow, visibleRows } from './treeRows.ts';
import { type TreeState, treeStateToKeep } from './treeState.ts';

const TYPING_PAUSE_MS = 700;

export interface TreeViewOptions {
  readonly label: string;
  readonly state: TreeState;
  /** The element that scrolls. */
  readonly scroller: HTMLElement;
  readonly onAction: (action: DashboardAction) => void;
  readonly onStateChange: (state: TreeState) => void;
}

/**
 * An ARIA tree that is updated in place, rows by id: a flat list of `treeitem`s with level and position, as VS Code's
 * own trees are.
 *
 * Our own and not vscode-elements' `vscode-tree`, which was tried (2.5.1, 51 kB): it swallows Enter on buttons in a
 * row and keeps them out of the accessibility tree, knows no Home, End or typing ahead, tells nobody when a branch
 * opens, and when an update removes the focused row the keyboard cannot get back into the tree.
 */
export class TreeView {
  readonly element: HTMLElement;
  readonly #options: TreeViewOptions;
  readonly #open: Map<string, boolean>;
  readonly #elements = new Map<string, RowElement>();
  #roots: readonly TreeNode[] = [];
  #rows: readonly Row[] = [];
  #selectedId: string | undefined;
  #typed = '';
  #typedAtMs = 0;

  constructor(options: TreeViewOptions) {
    this.#options = options;
    this.#open = new Map(options.state.open);
    this.#selectedId = options.state.selectedId;
    this.element = h('div', {
      class: 'tree',
      role: 'tree',
      'aria-label': options.label,
      onclick: (event) => this.#onClick(event),
      onfocusin: (event) => this.#onFocusIn(event),
    });
    this.element.addEventListener('keydown', (event) => this.#onKeyDown(event));
  }

  /** Shows these nodes. Focus, selection, opened branches and what is seen of them stay where they are. */
  update(roots: readonly TreeNode[]): void {
    this.#roots = roots;
    const before = this.#rows;
    const rows = visibleRows(roots, this.#open);
    const focused = this.#focusedRowId();
    const isFirst = before.length === 0;
    if (this.#selectedId !== undefined && !isFirst) {
      this.#selectedId = survivingRow(before, rows, this.#selectedId);
    }
    this.#rows = rows;
    keepingPlace(this.#options.scroller, this.element, () => this.#patch(rows));
    this.#markActive();
    if (focused !== undefined && this.#focusedRowId() === undefined) {
      this.#elementOf(survivingRow(before, rows, focused))?.focus({ preventScroll: true });
    }
    if (isFirst) this.#options.scroller.scrollTop = this.#options.state.scrollTop;
  }

  #patch(rows: readonly Row[]): void {
    const present = new Set(rows.map((row) => row.node.id));
    for (const [id, { element }] of this.#elements) {
      if (present.has(id)) continue;
      element.remove();
      this.#elements.delete(id);
    }
    let next = this.element.firstElementChild;
    for (const row of rows) {
      const known = this.#elements.get(row.node.id);
      const element = known ?? new RowElement(row, this.#options.onAction);
      if (known === undefined) this.#elements.set(row.node.id, element);
      else known.patch(row);
      // Only what is not in its place is moved: an element that is moved loses the focus.
      if (element.element === next) next = next.nextElementSibling;
      else this.element.insertBefore(element.element, next);
    }
  }

  #markActive(): void {
    const tabStop = this.#elements.has(this.#selectedId ?? '') ? this.#selectedId : this.#rows[0]?.node.id;
    for (const [id, element] of this.#elements) {
      element.setActive(id === tabStop);
      element.setSelected(id === this.#selectedId);
    }
  }

  #select(id: string): void {
    if (id === this.#selectedId) return;
    this.#selectedId = id;
    this.#markActive();
    this.keepState();
  }

  #moveTo(id: string | undefined): void {
    this.#elementOf(id)?.focus();
  }

  #setOpen(id: string, isOpen: boolean): void {
    this.#open.delete(id);
    this.#open.set(id, isOpen);
    this.update(this.#roots);
    this.keepState();
  }

  /** Hands out what is to be kept; to be called too when the page has been scrolled. */
  keepState(): void {
    this.#options.onStateChange(treeStateToKeep(this.#open, this.#selectedId, this.#options.scroller.scrollTop));
  }

  #activate({ node, isOpen }: Row): void {
    if (node.activate !== undefined) this.#options.onAction(node.activate);
    else if (isOpen !== undefined) this.#setOpen(node.id, !isOpen);
  }

  #onClick(event: Event): void {
    const { target } = event;
    if (!(target instanceof Element) || target.closest('button') !== null) return;
    const row = this.#rowOf(target);
    if (row === undefined) return;
    this.#moveTo(row.node.id);
    this.#activate(row);
  }

  #onFocusIn(event: Event): void {
    const row = event.target instanceof Element ? this.#rowOf(event.target) : undefined;
    if (row !== undefined) this.#select(row.node.id);
  }

  #onKeyDown(event: KeyboardEvent): void {
    const { target } = event;
    const row = target instanceof Element ? this.#rowOf(target) : undefined;
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isHandled =
      target === this.#elementOf(row.node.id) ? this.#onRowKey(event.key, row) : this.#onButtonKey(event.key, row);
    if (!isHandled) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** On a button Enter and Space are the button's; Escape and the left arrow lead back to its row. */
  #onButtonKey(key: string, row: Row): boolean {
    if (key !== 'Escape' && key !== 'ArrowLeft') return false;
    this.#moveTo(row.node.id);
    return true;
  }

  #onRowKey(key: string, row: Row): boolean {
    const { id } = row.node;
    if (key === 'Enter' || (key === ' ' && !this.#isTyping())) {
      this.#activate(row);
      return true;
    }
    if (key === 'ArrowRight' && row.isOpen === false) {
      this.#setOpen(id, true);
      return true;
    }
    if (key === 'ArrowLeft' && row.isOpen === true) {
      this.#setOpen(id, false);
      return true;
    }
    if (key.length === 1) {
      this.#typed = this.#isTyping() ? this.#typed + key : key;
      this.#typedAtMs = performance.now();
      this.#moveTo(rowAfterTyping(this.#rows, id, this.#typed));
      return true;
    }
    const nextId = rowAfterKey(this.#rows, id, key, this.#pageRows());
    this.#moveTo(nextId);
    return nextId !== undefined;
  }

  #isTyping(): boolean {
    return this.#typed !== '' && performance.now() - this.#typedAtMs < TYPING_PAUSE_MS;
  }

  #pageRows(): number {
    const rowHeight = this.element.firstElementChild?.clientHeight ?? 0;
    return rowHeight === 0 ? 1 : Math.max(1, Math.floor(this.#options.scroller.clientHeight / rowHeight) - 1);
  }

  #rowOf(element: Element): Row | undefined {
    const id = element.closest<HTMLElement>('.row')?.dataset['id'];
    return id === undefined ? undefined : this.#elements.get(id)?.row;
  }

  #elementOf(id: string | undefined): HTMLElement | undefined {
    return id === undefined ? undefined : this.#elements.get(id)?.element;
  }

  #focusedRowId(): string | undefined {
    const focused = document.activeElement;
    return focused !== null && this.element.contains(focused) ? this.#rowOf(focused)?.node.id : undefined;
  }
}
