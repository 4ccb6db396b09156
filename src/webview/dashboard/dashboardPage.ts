import * as l10n from '@vscode/l10n';
import type { Trace } from '../../core/telemetry/trace.ts';
import { announcement } from '../../shared/announcement.ts';
import { isCounting } from '../../shared/counting.ts';
import { dashboardTree } from '../../shared/dashboardTree.ts';
import { dashboardWelcome } from '../../shared/dashboardWelcome.ts';
import type { DashboardAction, DashboardModel } from '../../shared/messages.ts';
import { h, setText } from '../dom.ts';
import { RequestList } from './requestList.ts';
import { readTreeState, type TreeState } from './treeState.ts';
import { TreeView } from './treeView.ts';
import { WelcomeView } from './welcomeView.ts';

const TICK_MS = 1000;
const SCROLL_SETTLED_MS = 200;

export interface DashboardPageOptions {
  readonly app: HTMLElement;
  /** What an earlier page kept. */
  readonly kept: unknown;
  readonly onAction: (action: DashboardAction) => void;
  readonly onStateChange: (state: TreeState) => void;
  /** Requests are missing: a whole model is needed. */
  readonly onGap: () => void;
  /** The spans of a request are needed. */
  readonly onTraceWanted: (id: number) => void;
}

/** The dashboard: welcome, tree, and what a screen reader is told. Lives as long as its page. */
export class DashboardPage {
  readonly #tree: TreeView;
  readonly #welcome: WelcomeView;
  readonly #waiting = h('p', { class: 'waiting' }, l10n.t('Waiting for Planscope…'));
  readonly #said = h('div', { class: 'visually-hidden', role: 'status' });
  readonly #requests = new RequestList();
  readonly #onGap: () => void;
  #shown: DashboardModel | undefined;
  #receivedAtMs = 0;
  #isDrawPending = false;

  constructor({ app, kept, onAction, onStateChange, onGap, onTraceWanted }: DashboardPageOptions) {
    this.#onGap = onGap;
    this.#welcome = new WelcomeView(onAction);
    const scroller = h('div', { class: 'scroller' });
    const onPending = (nodeId: string): void => {
      const id = this.#requests.wanted(nodeId);
      if (id !== undefined) onTraceWanted(id);
    };
    const state = readTreeState(kept);
    this.#tree = new TreeView({ label: 'Planscope', state, scroller, onAction, onStateChange, onPending });
    this.#tree.element.hidden = true;
    scroller.append(this.#waiting, this.#welcome.element, this.#tree.element);
    app.replaceChildren(h('h1', { class: 'visually-hidden' }, l10n.t('Planscope dashboard')), scroller, this.#said);
    let scrolled: ReturnType<typeof setTimeout> | undefined;
    scroller.addEventListener('scroll', () => {
      clearTimeout(scrolled);
      scrolled = setTimeout(() => this.#tree.keepState(), SCROLL_SETTLED_MS);
    });
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** Shows a model at the next frame; of several in between only the last. */
  show(model: DashboardModel): void {
    setText(this.#said, announcement(this.#shown, model) || (this.#said.textContent ?? ''));
    this.#shown = model;
    if (!this.#requests.update(model.requests)) this.#onGap();
    this.#receivedAtMs = performance.now();
    this.#drawSoon();
  }

  /** The spans of a request came, or nobody knows them any more. */
  addTrace(id: number, trace: Trace | undefined): void {
    this.#requests.addTrace(id, trace);
    this.#drawSoon();
  }

  /** Counting goes on between updates. */
  #tick(): void {
    if (this.#shown !== undefined && isCounting(this.#shown.client)) this.#drawSoon();
  }

  #drawSoon(): void {
    if (this.#isDrawPending) return;
    this.#isDrawPending = true;
    requestAnimationFrame(() => {
      this.#isDrawPending = false;
      if (this.#shown !== undefined) this.#draw(this.#shown);
    });
  }

  #draw(model: DashboardModel): void {
    // The editor may run on another machine with another clock, so only the time since its message counts here.
    const nowMs = model.client.atMs + performance.now() - this.#receivedAtMs;
    this.#waiting.hidden = true;
    this.#tree.element.hidden = false;
    this.#welcome.update(dashboardWelcome(model));
    this.#tree.update(dashboardTree(model, this.#requests.listed(model.filter), nowMs));
  }
}
