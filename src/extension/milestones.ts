import * as vscode from 'vscode';
import type { Disposable } from '../core/base/disposable.ts';
import type { Client } from '../core/client.ts';
import type { ModelConnection } from './model/modelConnection.ts';

/** What the steps of the walkthrough wait for, and what it is called in its conditions, behind `planscope.`. */
type Milestone = 'hasModel' | 'hasPlanned' | 'hasRunBenchmarks';

/** Tells the editor that this much was reached in this window: the step of the walkthrough is ticked. */
export function reached(milestone: Milestone): void {
  void vscode.commands.executeCommand('setContext', `planscope.${milestone}`, true);
}

/** Looks for the first model and the first plan, and for nothing after them. */
export function watchMilestones({
  client,
  connection,
}: {
  readonly client: Client;
  readonly connection: ModelConnection;
}): Disposable {
  const model = connection.onDidChange(() => {
    if (connection.state !== 'connected') return;
    model.dispose();
    reached('hasModel');
  });
  const plan = client.onDidChange(() => {
    const { cacheHits, modelPlans, fallbackPlans } = client.counters();
    if (cacheHits + modelPlans + fallbackPlans === 0) return;
    plan.dispose();
    reached('hasPlanned');
  });
  return {
    dispose() {
      model.dispose();
      plan.dispose();
    },
  };
}
