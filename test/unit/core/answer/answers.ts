import { scenario, world } from '../world/worlds.ts';

/** A wall at x = 6 with an enemy behind it; 10 rounds. */
export const walled = scenario(
  world({
    enemies: [{ id: 3, pos: { x: 12, y: 2 }, hp: 60 }],
    obstacles: Array.from({ length: 8 }, (_, index) => ({ x: 6, y: index + 1 })),
  }),
);

/** An answer as a model should give it. */
export const goodAnswer = `{
  "plan_id": "p-1",
  "steps": [
    {"act": "MoveTo", "x": 5, "y": 3},
    {"act": "Scan", "radius": 8.5}
  ]
}`;

/** What `goodAnswer` says. */
export const goodPlan = {
  plan_id: 'p-1',
  steps: [
    { act: 'MoveTo', x: 5, y: 3 },
    { act: 'Scan', radius: 8.5 },
  ],
};
