import { systemClock } from '../core/base/clock.ts';
import { runPlans } from '../core/planRun.ts';
import type { Scenario } from '../core/world/scenario.ts';
import { planRunText } from '../shared/planRunText.ts';
import { withClient } from './connectedClient.ts';
import type { CliIo } from './io.ts';
import type { ModelOptions } from './modelOptions.ts';

/** `planscope plan --runs N`: how far the model's answers for one scenario get. Exit code 0 where one was executable. */
export async function planManyTimes(
  scenario: Scenario,
  options: ModelOptions & { readonly runs: number; readonly asJson: boolean },
  io: CliIo,
): Promise<number> {
  const report = await withClient(options, io, (client) => {
    const onDone = (done: number): void => io.err(`… ${done} of ${options.runs}\n`);
    return runPlans(
      { ask: client.plan.bind(client), clock: systemClock },
      scenario,
      { runs: options.runs, onDone },
      io.signal,
    );
  });
  io.out(options.asJson ? `${JSON.stringify(report, undefined, 2)}\n` : planRunText([report]));
  return report.outcomes.model > 0 ? 0 : 3;
}
