import * as l10n from '@vscode/l10n';
import type { Welcome } from '../../shared/dashboardWelcome.ts';
import type { DashboardAction } from '../../shared/messages.ts';
import { h } from '../dom.ts';

/** The welcome above the tree. It is rebuilt only when it says something else, so a focused button stays. */
export class WelcomeView {
  readonly element = h('section', { class: 'welcome', 'aria-label': l10n.t('Next step') });
  readonly #onAction: (action: DashboardAction) => void;
  #shown = '';

  constructor(onAction: (action: DashboardAction) => void) {
    this.#onAction = onAction;
    this.element.hidden = true;
  }

  update(welcome: Welcome | undefined): void {
    this.element.hidden = welcome === undefined;
    const key = JSON.stringify(welcome ?? null);
    if (welcome === undefined || key === this.#shown) return;
    this.#shown = key;
    this.element.replaceChildren(
      h('h2', {}, welcome.title),
      h('p', {}, welcome.text),
      ...welcome.actions.map(({ label, action }, index) =>
        h(
          'button',
          { type: 'button', class: index === 0 ? 'button' : 'button secondary', onclick: () => this.#onAction(action) },
          label,
        ),
      ),
    );
  }
}
