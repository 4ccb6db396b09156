import type { DashboardAction } from '../../shared/messages.ts';
import type { Graphic, IconName, NodeAction } from '../../shared/tree/treeNode.ts';
import { h, setAttribute, setText } from '../dom.ts';
import { graphicElement } from '../graphics.ts';
import { icon } from '../icons.ts';
import type { Row } from './treeRows.ts';

/** One row on the page. It is made once for an id and then only patched, so that focus and hover stay. */
export class RowElement {
  readonly element: HTMLElement;
  readonly #icon = h('span', { class: 'row-icon' });
  readonly #label = h('span', { class: 'label' });
  readonly #description = h('span', { class: 'description' });
  readonly #graphic = h('span', { class: 'graphics' });
  readonly #progress = h('span', { class: 'progress' });
  readonly #actions = h('span', { class: 'actions' });
  readonly #onAction: (action: DashboardAction) => void;
  #row: Row;
  #iconName: IconName | undefined;
  #actionKey = '';
  #graphicKey = '';

  constructor(row: Row, onAction: (action: DashboardAction) => void) {
    this.#row = row;
    this.#onAction = onAction;
    this.element = h(
      'div',
      { class: 'row', role: 'treeitem', 'data-id': row.node.id, tabindex: -1, 'aria-selected': 'false' },
      h('span', { class: 'twistie', 'aria-hidden': 'true' }, icon('chevron')),
      this.#icon,
      h('span', { class: 'text' }, this.#label, ' ', this.#description),
      this.#graphic,
      this.#actions,
      this.#progress,
    );
    this.patch(row);
  }

  get row(): Row {
    return this.#row;
  }

  patch(row: Row): void {
    this.#row = row;
    const { node } = row;
    const description = node.description ?? '';
    const { element } = this;
    element.style.setProperty('--level', String(row.level - 1));
    setAttribute(element, 'aria-level', row.level);
    setAttribute(element, 'aria-posinset', row.position);
    setAttribute(element, 'aria-setsize', row.siblings);
    setAttribute(element, 'aria-expanded', row.isOpen === undefined ? undefined : String(row.isOpen));
    setAttribute(element, 'aria-label', description === '' ? node.label : `${node.label}: ${description}`);
    setAttribute(element, 'title', node.tooltip ?? (description === '' ? node.label : `${node.label}: ${description}`));
    setAttribute(element, 'data-tone', node.tone);
    setAttribute(element, 'data-opens', node.activate !== undefined);
    setText(this.#label, node.label);
    setText(this.#description, description);
    if (this.#iconName !== node.icon) {
      this.#iconName = node.icon;
      this.#icon.replaceChildren(icon(node.icon));
    }
    this.#progress.hidden = node.progress === undefined;
    this.#progress.style.setProperty('--done', String(node.progress ?? 0));
    this.#patchGraphic(node.graphic);
    this.#patchActions(node.actions ?? []);
  }

  /** Puts the row at its place in the list, `top` in CSS pixels. */
  place(top: number): void {
    const transform = `translateY(${top}px)`;
    if (this.element.style.transform !== transform) this.element.style.transform = transform;
  }

  /** Marks the row that the Tab key reaches; its buttons are reached with it, those of other rows are not. */
  setActive(isActive: boolean): void {
    setAttribute(this.element, 'tabindex', isActive ? 0 : -1);
    for (const button of this.#actions.children) setAttribute(button, 'tabindex', isActive ? 0 : -1);
  }

  setSelected(isSelected: boolean): void {
    setAttribute(this.element, 'aria-selected', String(isSelected));
  }

  #patchGraphic(graphic: Graphic | undefined): void {
    const key = graphic === undefined ? '' : JSON.stringify(graphic);
    if (key === this.#graphicKey) return;
    this.#graphicKey = key;
    this.#graphic.replaceChildren(...(graphic === undefined ? [] : [graphicElement(graphic)]));
  }

  #patchActions(actions: readonly NodeAction[]): void {
    const key = JSON.stringify(actions);
    if (key === this.#actionKey) return;
    this.#actionKey = key;
    const hadFocus = this.#actions.contains(document.activeElement);
    const tabindex = this.element.getAttribute('tabindex') ?? '-1';
    this.#actions.replaceChildren(...actions.map((action) => this.#button(action, tabindex)));
    if (hadFocus) this.element.focus({ preventScroll: true });
  }

  #button({ label, icon: iconName, action }: NodeAction, tabindex: string): HTMLElement {
    return h(
      'button',
      {
        class: 'action',
        type: 'button',
        'aria-label': label,
        title: label,
        tabindex,
        onclick: () => this.#onAction(action),
      },
      icon(iconName),
    );
  }
}
