import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../../core/base/logger.ts';
import type { ModelConnection } from '../modelConnection.ts';
import type { SimulatorController } from '../simulatorController.ts';
import { registerCommands } from './registerCommands.ts';

/** Start and stop the simulator. */
export function registerSimulatorCommands(options: {
  readonly connection: ModelConnection;
  readonly simulator: SimulatorController;
  readonly logger: Logger;
}): vscode.Disposable {
  const { connection, simulator, logger } = options;
  return registerCommands(logger, {
    'planscope.startSimulator': async () => {
      const message = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: l10n.t('Planscope: starting the simulator') },
        () => connection.useSimulator(),
      );
      vscode.window.setStatusBarMessage(`Planscope: ${message}`, 6000);
    },
    'planscope.stopSimulator': async () => {
      const wasRunning = simulator.isRunning;
      await simulator.stop();
      const message = wasRunning
        ? l10n.t('Planscope: the simulator was stopped.')
        : l10n.t('Planscope: the simulator is not running.');
      vscode.window.setStatusBarMessage(message, 4000);
    },
  });
}
