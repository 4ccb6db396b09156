import type { DashboardAction } from '../messages.ts';

/** How much a row wants to be looked at; shown by colour and icon, always said in the text too. */
export type Tone = 'neutral' | 'ok' | 'warning' | 'error';

/** The drawings that the pages know. */
export type IconName =
  | 'model'
  | 'endpoint'
  | 'breaker-closed'
  | 'breaker-open'
  | 'breaker-half-open'
  | 'breaker-isolated'
  | 'cache'
  | 'requests'
  | 'funnel'
  | 'attempts'
  | 'latency'
  | 'benchmarks'
  | 'timeline'
  | 'ok'
  | 'warning'
  | 'error'
  | 'dot'
  | 'span'
  | 'from-cache'
  | 'from-model'
  | 'fallback'
  | 'cancelled'
  | 'running'
  | 'play'
  | 'stop'
  | 'refresh'
  | 'clear'
  | 'explain'
  | 'reset'
  | 'report'
  | 'filter'
  | 'unfilter'
  | 'trace'
  | 'list'
  | 'isolate';

/** Something a row offers, as a button at its end. */
export interface NodeAction {
  readonly label: string;
  readonly icon: IconName;
  readonly action: DashboardAction;
}

/** A small drawing at a row's end. What it says stands in the row's texts too. */
export type Graphic =
  /** Figures over time, from 0 to `max`; null where there is none. */
  | { readonly type: 'line'; readonly values: readonly (number | null)[]; readonly max: number }
  /** Stretches of a whole, places in 0..1. */
  | { readonly type: 'strip'; readonly parts: readonly StripPart[] };

export interface StripPart {
  readonly start: number;
  readonly end: number;
  readonly tone: Tone;
}

/** One row of the dashboard's tree. All strings are plain text. */
export interface TreeNode {
  /** Names the same thing in every update. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon: IconName;
  readonly tone: Tone;
  readonly tooltip?: string;
  /** Present for a branch, maybe empty. */
  readonly children?: readonly TreeNode[];
  /** Whether a branch is open until a person closes it. */
  readonly initiallyOpen?: boolean;
  readonly actions?: readonly NodeAction[];
  /** What Enter and a click on the row do; without it they open and close a branch. */
  readonly activate?: DashboardAction;
  /** Its children are not known yet: they are to be asked for when it is open. */
  readonly isPending?: boolean;
  readonly graphic?: Graphic;
  /** 0..1: the share that is done. */
  readonly progress?: number;
}

/** A row that says one figure. */
export function figure(id: string, label: string, description: string, tone: Tone = 'neutral'): TreeNode {
  return { id, label, description, icon: iconOfTone(tone), tone };
}

function iconOfTone(tone: Tone): IconName {
  return tone === 'neutral' ? 'dot' : tone;
}
