import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ModelConnection } from '../model/modelConnection.ts';
import type { SimulatorController } from '../model/simulatorController.ts';
import { mention } from '../notices.ts';
import type { CommandHandler } from './registerCommands.ts';

/** Start and stop the simulator. */
export function simulatorCommands(options: {
  readonly connection: ModelConnection;
  readonly simulator: SimulatorController;
}) {
  const { connection, simulator } = options;
  return {
    'planscope.startSimulator': async () => {
      const message = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: l10n.t('Planscope: starting the simulator') },
        () => connection.useSimulator(),
      );
      mention(`Planscope: ${message}`);
    },
    'planscope.stopSimulator': async () => {
      const wasRunning = simulator.isRunning;
      await simulator.stop();
      mention(
        wasRunning
          ? l10n.t('Planscope: the simulator was stopped.')
          : l10n.t('Planscope: the simulator is not running.'),
      );
    },
  } satisfies Readonly<Record<string, CommandHandler>>;
}
