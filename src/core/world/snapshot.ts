/** A grid cell or offset; whole numbers. */
export interface Vec {
  readonly x: number;
  readonly y: number;
}

export interface Enemy {
  readonly id: number;
  readonly pos: Vec;
  /** Hit points. */
  readonly hp: number;
  readonly cover?: string;
  /** Game time, seconds, at which this enemy was last seen. */
  readonly last_seen?: number;
}

/** A point of interest; `k` is its kind, for example `breach_door`. */
export interface Poi {
  readonly k: string;
  readonly pos: Vec;
}

/**
 * The state that the planner sees, field by field the AstraWeave engine's JSON.
 * Positions are grid cells, times seconds, `morale` 0..1. `enemies`, `pois` and `obstacles` are sets:
 * their order means nothing. Fields that this version does not know are kept as they came.
 */
export interface WorldSnapshot {
  /** Game time, seconds. */
  readonly t: number;
  readonly player: {
    readonly hp: number;
    readonly pos: Vec;
    readonly stance: string;
    readonly orders: readonly string[];
  };
  readonly me: {
    /** Rounds left. */
    readonly ammo: number;
    /** Seconds left per ability; absent or 0 means ready. */
    readonly cooldowns: Readonly<Record<string, number>>;
    readonly morale: number;
    readonly pos: Vec;
  };
  readonly enemies: readonly Enemy[];
  readonly pois: readonly Poi[];
  readonly obstacles: readonly Vec[];
  readonly objective?: string | null;
}
