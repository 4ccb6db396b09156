import type { DashboardAction } from '../../shared/messages.ts';
import type { TreeNode } from '../../shared/tree/treeNode.ts';
import { h } from '../dom.ts';
import { RowElement } from './rowElement.ts';
import { firstSeen, isSeen, type ListView, rowsOnPage, scrollTopShowing } from './rowWindow.ts';
import { type Row, rowAfterKey, rowAfterTyping, survivingRow, visibleRows } from './treeRows.ts';
import { type TreeState, treeStateToKeep } from './treeState.ts';

const TYPING_PAUSE_MS = 700;
/** `--row-height` in dashboard.css. */
const ROW_HEIGHT = 22;

export interface TreeViewOptions {
  readonly label: string;
  readonly state: TreeState;
  /** The element that scrolls. */
  readonly scroller: HTMLElement;
  readonly onAction: (action: DashboardAction) => void;
  readonly onStateChange: (state: TreeState) => void;
  /** A branch on the page is open whose content is not known yet. Told each time the rows are drawn, until it is. */
  readonly onPending: (id: string) => void;
}

/**
 * An ARIA tree that is updated in place, rows by id: a flat list of `treeitem`s with level and position, as VS Code's
 * own trees are. Of however many rows only those around what is seen are on the page, and the one with the focus.
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
  #indexes: ReadonlyMap<string, number> = new Map();
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
    options.scroller.addEventListener('scroll', () => this.#render(), { passive: true });
    new ResizeObserver(() => this.#render()).observe(options.scroller);
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
    const anchor = this.#anchor();
    this.#rows = rows;
    this.#indexes = new Map(rows.map((row, index) => [row.node.id, index]));
    this.element.style.height = `${rows.length * ROW_HEIGHT}px`;
    this.#keepInPlace(anchor);
    this.#render();
    if (focused !== undefined && this.#focusedRowId() === undefined) {
      this.#focus(survivingRow(before, rows, focused));
    }
    if (isFirst) this.#options.scroller.scrollTop = this.#options.state.scrollTop;
  }

  /** Brings the rows around what is seen onto the page, in their order and places, and takes the others away. */
  #render(): void {
    const view = this.#view();
    const { first, last } = rowsOnPage(view);
    const wanted = new Map(this.#rows.slice(first, last).map((row) => [row.node.id, row]));
    // Where the keyboard is stays on the page, wherever that is scrolled to.
    for (const id of [this.#focusedRowId(), this.#selectedId]) {
      const row = this.#rows[(id === undefined ? undefined : this.#indexes.get(id)) ?? -1];
      if (row !== undefined) wanted.set(row.node.id, row);
    }
    for (const [id, { element }] of this.#elements) {
      if (wanted.has(id)) continue;
      element.remove();
      this.#elements.delete(id);
    }
    const tabStop = this.#indexes.has(this.#selectedId ?? '') ? this.#selectedId : this.#rows[firstSeen(view)]?.node.id;
    let next = this.element.firstElementChild;
    for (const [index, row] of this.#inOrder(wanted.values())) {
      const element = this.#rowElement(row);
      element.place(index * ROW_HEIGHT);
      element.setActive(row.node.id === tabStop);
      element.setSelected(row.node.id === this.#selectedId);
      // Only what is not in its place is moved: an element that is moved loses the focus.
      if (element.element === next) next = next.nextElementSibling;
      else this.element.insertBefore(element.element, next);
    }
    for (const { node, isOpen } of wanted.values()) {
      if (isOpen === true && node.isPending === true) this.#options.onPending(node.id);
    }
  }

  #inOrder(rows: Iterable<Row>): (readonly [number, Row])[] {
    return [...rows].map((row) => [this.#indexes.get(row.node.id) ?? 0, row] as const).toSorted(([a], [b]) => a - b);
  }

  #rowElement(row: Row): RowElement {
    const known = this.#elements.get(row.node.id);
    if (known === undefined) {
      const element = new RowElement(row, this.#options.onAction);
      this.#elements.set(row.node.id, element);
      return element;
    }
    if (known.row !== row) known.patch(row);
    return known;
  }

  #view(): ListView {
    const { scrollTop, clientHeight } = this.#options.scroller;
    const listTop = this.element.offsetTop + this.element.clientTop;
    return { scrollTop, viewHeight: clientHeight, listTop, rowHeight: ROW_HEIGHT, count: this.#rows.length };
  }

  /**
   * What must not move while rows come and go: the row under the pointer, else the focused one if it is seen, else the
   * topmost that is seen of a list that was scrolled. At the top, with neither, the list simply grows.
   */
  #anchor(): { readonly id: string; readonly index: number } | undefined {
    const view = this.#view();
    const known = (id: string | undefined): { readonly id: string; readonly index: number } | undefined => {
      const index = id === undefined ? undefined : this.#indexes.get(id);
      return id === undefined || index === undefined ? undefined : { id, index };
    };
    const hovered = known(this.element.querySelector<HTMLElement>(':scope > .row:hover')?.dataset['id']);
    if (hovered !== undefined) return hovered;
    const focused = known(this.#focusedRowId());
    if (focused !== undefined && isSeen(view, focused.index)) return focused;
    return view.scrollTop > 0 ? known(this.#rows[firstSeen(view)]?.node.id) : undefined;
  }

  #keepInPlace(anchor: { readonly id: string; readonly index: number } | undefined): void {
    const index = anchor === undefined ? undefined : this.#indexes.get(anchor.id);
    if (anchor === undefined || index === undefined || index === anchor.index) return;
    this.#options.scroller.scrollTop += (index - anchor.index) * ROW_HEIGHT;
  }

  #select(id: string): void {
    if (id === this.#selectedId) return;
    this.#selectedId = id;
    this.#render();
    this.keepState();
  }

  #moveTo(id: string | undefined): void {
    const index = id === undefined ? undefined : this.#indexes.get(id);
    if (index === undefined) return;
    const { scroller } = this.#options;
    const top = scrollTopShowing(this.#view(), index);
    if (top !== scroller.scrollTop) scroller.scrollTop = top;
    this.#focus(id);
  }

  /** Brings a row onto the page, wherever that is scrolled to, and gives it the focus. */
  #focus(id: string | undefined): void {
    if (id === undefined || !this.#indexes.has(id)) return;
    if (!this.#elements.has(id)) {
      this.#selectedId = id;
      this.#render();
    }
    this.#elementOf(id)?.focus({ preventScroll: true });
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
    return Math.max(1, Math.floor(this.#options.scroller.clientHeight / ROW_HEIGHT) - 1);
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
