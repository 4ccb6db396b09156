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
  readonly #drawing = h('div', { class: 'drawing', tabindex: 0, role: 'group', 'aria-label': 'World' });
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
    this.#play = h('button', { type: 'button', class: 'button', onclick: () => this.#togglePlay() }, 'Play');
    const button = (label: string, name: string, onclick: () => void): HTMLElement =>
      h('button', { type: 'button', class: 'button secondary', 'aria-label': name, title: name, onclick }, label);
    const tools = h(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'Steps and size' },
      button('|◂', 'First (Home)', () => this.#go(0)),
      button('◂', 'Back (←)', () => this.#go(this.#frame - 1)),
      this.#play,
      button('▸', 'Forward (→)', () => this.#go(this.#frame + 1)),
      button('▸|', 'Last (End)', () => this.#go(Number.POSITIVE_INFINITY)),
      button('−', 'Smaller (-)', () => this.#resize(-1)),
      button('+', 'Larger (+)', () => this.#resize(1)),
      button('Fit', 'Fit (0)', () => this.#fit()),
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
            one.label,
            h('span', { class: 'visually-hidden' }, one.state === 'ok' ? '' : STATES[one.state]),
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
    setText(this.#said, sentence(shown));
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
    setText(this.#play, 'Pause');
    this.#timer = setInterval(() => {
      this.#go(this.#frame + 1);
      if (this.#frame >= last) this.#stop();
    }, STEP_MS);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    setText(this.#play, 'Play');
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
    ...(isInside ? [] : ['The plan is beyond the edge of this map here.']),
    ...(isWayKnown ? [] : ['The way is too long to be worked out: a straight line stands for it.']),
    ...(outside === 0 ? [] : [`${outside} more ${outside === 1 ? 'lies' : 'lie'} beyond the edge of this map.`]),
  ];
}

const SIGNS = { ok: '✓', failed: '✗', unknown: '?' } as const satisfies Readonly<Record<MapFrame['state'], string>>;
const STATES = {
  ok: 'can be carried out',
  failed: 'cannot be carried out',
  unknown: 'its world is not known',
} as const satisfies Readonly<Record<MapFrame['state'], string>>;

function factsOf(map: WorldMap, { pos, t, ammo, cooldowns, hp }: MapFrame): HTMLElement[] {
  const enemies = map.enemies.map(({ name, maxHp }, order) => {
    const left = hp[order] ?? maxHp;
    return [`Enemy ${name}`, left <= 0 ? 'down' : `${left} hp`] as const;
  });
  const facts = [
    ['Position', `(${pos.x},${pos.y})`],
    ['Time', seconds(t)],
    ['Rounds', String(ammo)],
    ...cooldowns.map(({ name, leftS }) => [`Cooldown ${name}`, `${seconds(leftS)} left`] as const),
    ...enemies.slice(0, MAX_LISTED_ENEMIES),
    ...(enemies.length > MAX_LISTED_ENEMIES
      ? [['More enemies', String(enemies.length - MAX_LISTED_ENEMIES)] as const]
      : []),
  ] as const;
  return facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]);
}

function seconds(value: number): string {
  return `${Math.round(value * 100) / 100} s`;
}

function sentence({ label, state, pos, ammo, messages }: MapFrame): string {
  if (label === 'Start') return `Start at (${pos.x},${pos.y}). ${messages.join(' ')}`;
  return `${label}: ${STATES[state]}. ${state === 'ok' ? `At (${pos.x},${pos.y}), ${ammo} rounds.` : ''} ${messages.join(' ')}`;
}

function legend(): HTMLElement {
  const items = [
    ['me', 'the plan'],
    ['player', 'player'],
    ['enemy', 'enemy'],
    ['place', 'place'],
    ['obstacle', 'obstacle'],
  ] as const;
  return h(
    'ul',
    { class: 'legend', 'aria-label': 'Legend' },
    ...items.map(([kind, name]) => h('li', {}, h('span', { class: `key key-${kind}`, 'aria-hidden': 'true' }), name)),
  );
}
