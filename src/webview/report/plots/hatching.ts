import { svg } from '../../dom.ts';

/** Patterns by name; a state without one is plain. */
const PATTERNS = {
  diagonal: 'M-2 2L2-2M0 8L8 0M6 10L10 6',
  dots: 'M2 2h2v2h-2zM6 6h2v2h-2z',
  cross: 'M0 8L8 0M0 0L8 8',
  horizontal: 'M0 2H8M0 6H8',
  vertical: 'M2 0V8M6 0V8',
} as const;

type Pattern = keyof typeof PATTERNS;

export interface StateLook {
  readonly pattern: Pattern | undefined;
  readonly color: string;
}

/** The states of a breaker look the same in every report. */
const KNOWN: ReadonlyMap<string, StateLook> = new Map([
  ['closed', { pattern: undefined, color: 'state-calm' }],
  ['open', { pattern: 'diagonal', color: 'state-alarm' }],
  ['half-open', { pattern: 'dots', color: 'state-trial' }],
  ['isolated', { pattern: 'cross', color: 'state-other' }],
]);

const OTHERS: readonly StateLook[] = [
  { pattern: 'horizontal', color: 'state-other' },
  { pattern: 'vertical', color: 'state-trial' },
  { pattern: 'cross', color: 'state-calm' },
  { pattern: 'diagonal', color: 'state-other' },
  { pattern: 'dots', color: 'state-calm' },
  { pattern: undefined, color: 'state-other' },
];

/** What a state looks like beside the others of its figure. */
export function stateLook(state: string, states: readonly string[]): StateLook {
  const known = KNOWN.get(state);
  if (known !== undefined) return known;
  const unknown = states.filter((one) => !KNOWN.has(one));
  return OTHERS[Math.max(0, unknown.indexOf(state)) % OTHERS.length] ?? { pattern: undefined, color: 'state-other' };
}

/** The definitions of the patterns, under names that no other figure of the page has. */
export function hatching(id: string): SVGElement {
  return svg(
    'defs',
    {},
    ...Object.entries(PATTERNS).map(([name, d]) =>
      svg(
        'pattern',
        { id: `${id}-${name}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
        svg('path', { class: name === 'dots' ? 'hatch-dots' : 'hatch-lines', d }),
      ),
    ),
  );
}
