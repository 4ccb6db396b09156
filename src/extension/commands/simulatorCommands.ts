import * as vscode from 'vscode';
import type { ModelConnection } from '../modelConnection.ts';
import type { SimulatorController } from '../simulatorController.ts';
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
        { location: vscode.ProgressLocation.Window, title: 'Planscope: starting the simulator' },
        () => connection.useSimulator(),
      );
      vscode.window.setStatusBarMessage(`Planscope: ${message}`, 6000);
    },
    'planscope.stopSimulator': async () => {
      const wasRunning = simulator.isRunning;
      await simulator.stop();
      const message = wasRunning ? 'the simulator was stopped.' : 'the simulator is not running.';
      vscode.window.setStatusBarMessage(`Planscope: ${message}`, 4000);
    },
  } satisfies Readonly<Record<string, CommandHandler>>;
}
