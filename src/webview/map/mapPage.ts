import * as l10n from '@vscode/l10n';
import type { MapFrame, WorldMap } from '../../core/world/worldMap.ts';
import { h, setText } from '../dom.ts';
import { mapDrawing } from './mapDrawing.ts';

/** So long each step is shown while the plan plays. */
const STEP_MS = 800;
const ZOOMS = [1, 1.5, 2, 3, 4] as const;
/** More enemies than this are summed up. */
const MAX_LISTED_ENEMIES = 8;

/** What outlives the hidden page. */
export interface MapState {
  readonly frame: number;
  readonly zoom: number;
}

interface MapPageOptions {
  readonly app: HTMLElement;
  readonly state: MapState;
  readonly onStateChange: (state: MapState) => void;
  readonly onSelect: (frame: number) => void;
}

/** The map, its steps, and what a screen reader is told. Lives as long as its page. */
export class MapPage {
  readonly #options: MapPageOptions;
  readonly #title = h('h1', {});
  readonly #drawing = h('div', { class: 'drawing', tabindex: 0, role: 'group', 'aria-label': l10n.t('World') });
  readonly #steps = h('ol', { class: 'steps', start: 0 });
  readonly #facts = h('dl', { class: 'facts' });
  readonly #messages = h('ul', { class: 'messages' });
  readonly #said = h('div', { class: 'visually-hidden', role: 'status' });
  readonly #outside = h('p', { class: 'outside' });
  readonly #play: HTMLButtonElement;
  #map: WorldMap | undefined;
  #frame: number;
  #zoom: number;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: MapPageOptions) {
    this.#options = options;
    this.#frame = options.state.frame;
    this.#zoom = options.state.zoom;
    this.#play = h('button', { type: 'button', class: 'button', onclick: () => this.#togglePlay() }, l10n.t('Play'));
    const button = (label: string, name: string, onclick: () => void): HTMLElement =>
      h('button', { type: 'button', class: 'button secondary', 'aria-label': name, title: name, onclick }, label);
    const tools = h(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': l10n.t('Steps and size') },
      button('|◂', l10n.t('First (Home)'), () => this.#go(0)),
      button('◂', l10n.t('Back (←)'), () => this.#go(this.#frame - 1)),
      this.#play,
      button('▸', l10n.t('Forward (→)'), () => this.#go(this.#frame + 1)),
      button('▸|', l10n.t('Last (End)'), () => this.#go(Number.POSITIVE_INFINITY)),
      button('−', l10n.t('Smaller (-)'), () => this.#resize(-1)),
      button('+', l10n.t('Larger (+)'), () => this.#resize(1)),
      button(l10n.t('Fit'), l10n.t('Fit (0)'), () => this.#fit()),
    );
    options.app.replaceChildren(
      this.#title,
      tools,
      h(
        'div',
        { class: 'columns' },
        h('div', { class: 'world' }, this.#drawing, this.#outside, legend()),
        h('div', { class: 'plan' }, this.#facts, this.#messages, this.#steps),
      ),
      this.#said,
    );
    document.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Shows a map, at the frame that was asked for or at the one that is shown. */
  show(map: WorldMap, frame = this.#frame): void {
    this.#map = map;
    setText(this.#title, map.title);
    this.#steps.replaceChildren(
      ...map.frames.map((one, index) =>
        h(
          'li',
          {},
          h(
            'button',
            { type: 'button', 'data-state': one.state, onclick: () => this.#go(index) },
            h('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[one.state]),
            index === 0 ? l10n.t('Start') : one.label,
            h('span', { class: 'visually-hidden' }, one.state === 'ok' ? '' : stateText(one.state)),
          ),
        ),
      ),
    );
    this.#draw(frame);
  }

  #go(frame: number): void {
    this.#draw(frame);
    this.#options.onSelect(this.#frame);
  }

  #draw(frame: number): void {
    const map = this.#map;
    if (map === undefined) return;
    this.#frame = Math.max(0, Math.min(frame, map.frames.length - 1));
    const shown = map.frames[this.#frame];
    if (shown === undefined) return;
    const drawing = mapDrawing(map, this.#frame);
    drawing.style.width = `${this.#zoom * 100}%`;
    this.#drawing.replaceChildren(drawing);
    if (this.#zoom > 1) showInside(this.#drawing, drawing.querySelector('.me'));
    setText(this.#outside, notes(map, shown).join(' '));
    for (const [index, button] of [...this.#steps.querySelectorAll('button')].entries()) {
      if (index === this.#frame) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
    }
    this.#facts.replaceChildren(...factsOf(map, shown));
    this.#messages.replaceChildren(...shown.messages.map((message) => h('li', {}, message)));
    this.#messages.hidden = shown.messages.length === 0;
    setText(this.#said, this.#frame === 0 ? startSentence(shown) : sentence(shown));
    this.#options.onStateChange({ frame: this.#frame, zoom: this.#zoom });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const isButton = event.target instanceof HTMLButtonElement;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowRight: () => this.#go(this.#frame + 1),
      ArrowDown: () => this.#go(this.#frame + 1),
      ArrowLeft: () => this.#go(this.#frame - 1),
      ArrowUp: () => this.#go(this.#frame - 1),
      Home: () => this.#go(0),
      End: () => this.#go(Number.POSITIVE_INFINITY),
      '+': () => this.#resize(1),
      '-': () => this.#resize(-1),
      '0': () => this.#fit(),
      p: () => this.#togglePlay(),
      // On a button it presses that.
      ...(isButton ? {} : { ' ': () => this.#togglePlay() }),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  }

  #togglePlay(): void {
    if (this.#timer !== undefined) {
      this.#stop();
      return;
    }
    const last = (this.#map?.frames.length ?? 1) - 1;
    if (this.#frame >= last) this.#go(0);
    setText(this.#play, l10n.t('Pause'));
    this.#timer = setInterval(() => {
      this.#go(this.#frame + 1);
      if (this.#frame >= last) this.#stop();
    }, STEP_MS);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    setText(this.#play, l10n.t('Play'));
  }

  #resize(by: 1 | -1): void {
    const at = ZOOMS.findIndex((zoom) => zoom >= this.#zoom);
    this.#zoom = ZOOMS[Math.max(0, Math.min(at + by, ZOOMS.length - 1))] ?? 1;
    this.#draw(this.#frame);
  }

  #fit(): void {
    this.#zoom = 1;
    this.#draw(this.#frame);
  }
}

/** Scrolls `box` alone, not the page, so that `mark` comes to its middle. */
function showInside(box: HTMLElement, mark: Element | null): void {
  if (mark === null) return;
  const [outer, inner] = [box.getBoundingClientRect(), mark.getBoundingClientRect()];
  box.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2);
  box.scrollTop += inner.top + inner.height / 2 - (outer.top + outer.height / 2);
}

/** What the drawing cannot show. */
function notes(map: WorldMap, { pos, isWayKnown }: MapFrame): readonly string[] {
  const { from, to, outside } = map;
  const isInside = pos.x >= from.x && pos.x <= to.x && pos.y >= from.y && pos.y <= to.y;
  return [
    ...(isInside ? [] : [l10n.t('The plan is beyond the edge of this map here.')]),
    ...(isWayKnown ? [] : [l10n.t('The way is too long to be worked out: a straight line stands for it.')]),
    ...(outside === 0 ? [] : [outsideText(outside)]),
  ];
}

const SIGNS = { ok: '✓', failed: '✗', unknown: '?' } as const satisfies Readonly<Record<MapFrame['state'], string>>;

function stateText(state: MapFrame['state']): string {
  switch (state) {
    case 'ok':
      return l10n.t('can be carried out');
    case 'failed':
      return l10n.t('cannot be carried out');
    case 'unknown':
      return l10n.t('its world is not known');
  }
}

function outsideText(count: number): string {
  return count === 1
    ? l10n.t('1 more lies beyond the edge of this map.')
    : l10n.t('{0} more lie beyond the edge of this map.', count);
}

function factsOf(map: WorldMap, { pos, t, ammo, cooldowns, hp }: MapFrame): HTMLElement[] {
  const enemies = map.enemies.map(({ name, maxHp }, order) => {
    const left = hp[order] ?? maxHp;
    return [l10n.t('Enemy {0}', name), left <= 0 ? l10n.t('down') : l10n.t('{0} hp', left)] as const;
  });
  const facts = [
    [l10n.t('Position'), `(${pos.x},${pos.y})`],
    [l10n.t('Time'), seconds(t)],
    [l10n.t('Rounds'), String(ammo)],
    ...cooldowns.map(({ name, leftS }) => [l10n.t('Cooldown {0}', name), l10n.t('{0} left', seconds(leftS))] as const),
    ...enemies.slice(0, MAX_LISTED_ENEMIES),
    ...(enemies.length > MAX_LISTED_ENEMIES
      ? [[l10n.t('More enemies'), String(enemies.length - MAX_LISTED_ENEMIES)] as const]
      : []),
  ] as const;
  return facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]);
}

function seconds(value: number): string {
  return `${Math.round(value * 100) / 100} s`;
}

function sentence({ label, state, pos, ammo, messages }: MapFrame): string {
  const what = l10n.t('{0}: {1}.', label, stateText(state));
  const where = state === 'ok' ? l10n.t('At ({0},{1}), {2} rounds.', pos.x, pos.y, ammo) : '';
  return `${what} ${where} ${messages.join(' ')}`;
}

function startSentence({ pos, messages }: MapFrame): string {
  return `${l10n.t('Start at ({0},{1}).', pos.x, pos.y)} ${messages.join(' ')}`;
}

function legend(): HTMLElement {
  const items = [
    ['me', l10n.t('the plan')],
    ['player', l10n.t('player')],
    ['enemy', l10n.t('enemy')],
    ['place', l10n.t('place')],
    ['obstacle', l10n.t('obstacle')],
  ] as const;
  return h(
    'ul',
    { class: 'legend', 'aria-label': l10n.t('Legend') },
    ...items.map(([kind, name]) => h('li', {}, h('span', { class: `key key-${kind}`, 'aria-hidden': 'true' }), name)),
  );
}
