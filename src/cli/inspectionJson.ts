import type { InspectedStep, Inspection } from '../core/answer/inspectAnswer.ts';
import type { Problem } from '../core/world/problems.ts';
import type { SimulatedWorld } from '../core/world/simulation/simulatedWorld.ts';

/** An inspection as plain JSON. Ranges are UTF-16 offsets into the text of the answer. */
export function inspectionJson(inspection: Inspection): object {
  const { executable, plan, repairs, problems, steps, objectiveReached } = inspection;
  return {
    executable,
    ...(plan === undefined ? {} : { plan }),
    repairs: repairs.map(repairJson),
    problems: problems.map(({ code, severity, pointer, range: { start, end }, message, fixes }) => {
      return { code, severity, pointer, range: { start, end }, message, fixes };
    }),
    steps: steps.map(stepJson),
    objectiveReached,
  };
}

function repairJson({ code, message, range }: Problem): object {
  return { code, message, ...(range === undefined ? {} : { range: { start: range.start, end: range.end } }) };
}

function stepJson({ step, range: { start, end }, world }: InspectedStep): object {
  return { step, range: { start, end }, ...(world === undefined ? {} : { world: worldJson(world) }) };
}

/** What the simulation holds in maps becomes fields by their keys. */
function worldJson({ t, pos, ammo, readyAt, damage }: SimulatedWorld): object {
  return { t, pos, ammo, ready_at: Object.fromEntries(readyAt), damage: Object.fromEntries(damage) };
}
