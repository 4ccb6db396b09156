import { systemClock } from '../core/base/clock.ts';
import { runPlans } from '../core/planRun.ts';
import type { Scenario } from '../core/world/scenario.ts';
import { planRunText } from '../shared/planRunText.ts';
import { withClient } from './connectedClient.ts';
import type { CliIo } from './io.ts';
import type { ModelOptions } from './modelOptions.ts';

/**
 * `planscope plan --runs N`: how far the model's answers for one scenario get. Exit code 0 where one was executable, 3
 * where none was, or there is no model.
 */
export async function planManyTimes(
  scenario: Scenario,
  options: ModelOptions & { readonly runs: number; readonly asJson: boolean },
  io: CliIo,
): Promise<number> {
  const report = await withClient(options, io, async (client) => {
    if (client.target === undefined) return undefined;
    const onDone = (done: number): void => io.err(`… ${done} of ${options.runs}\n`);
    return runPlans(
      { ask: client.plan.bind(client), clock: systemClock },
      scenario,
      { runs: options.runs, onDone },
      io.signal,
    );
  });
  if (report === undefined) {
    io.err('Nothing was asked: --runs measures the answers of a model.\n');
    return 3;
  }
  io.out(options.asJson ? `${JSON.stringify(report, undefined, 2)}\n` : planRunText([report], (text) => text));
  return report.outcomes.model > 0 ? 0 : 3;
}
