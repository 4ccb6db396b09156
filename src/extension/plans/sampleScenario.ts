import * as vscode from 'vscode';
import type { ScenarioFiles } from './scenarioFiles.ts';

/** A world with a wall in the way, and a plan that walks into it. */
const SCENARIO = 'door-behind-wall.scenario.json';
const PLAN = 'door-behind-wall.plan.json';

/**
 * One of the shipped samples for a window of any kind, with or without a folder: copies in the extension's own storage,
 * which can be edited and mended like any other file. Each use begins anew, except with what is open.
 */
export class SampleScenario {
  readonly #shipped: vscode.Uri;
  readonly #folder: vscode.Uri;
  readonly #scenarios: ScenarioFiles;

  constructor(options: {
    readonly extensionUri: vscode.Uri;
    readonly globalStorageUri: vscode.Uri;
    readonly scenarios: ScenarioFiles;
  }) {
    this.#shipped = vscode.Uri.joinPath(options.extensionUri, 'media', 'sample-workspace');
    this.#folder = vscode.Uri.joinPath(options.globalStorageUri, 'samples');
    this.#scenarios = options.scenarios;
  }

  /** Opens the scenario and returns its address. */
  async openScenario(): Promise<vscode.Uri> {
    return await this.#open(SCENARIO);
  }

  /** Opens the plan that goes wrong, with its problems beneath it. */
  async openPlan(): Promise<void> {
    await this.#open(PLAN);
    await vscode.commands.executeCommand('workbench.panel.markers.view.focus', { preserveFocus: true });
  }

  /** The plan is looked at in the world of the scenario beside it, so both are there. */
  async #open(name: string): Promise<vscode.Uri> {
    for (const one of [SCENARIO, PLAN]) await this.#copy(one);
    const uri = vscode.Uri.joinPath(this.#folder, name);
    await vscode.window.showTextDocument(uri, { preview: false });
    return uri;
  }

  async #copy(name: string): Promise<void> {
    const uri = vscode.Uri.joinPath(this.#folder, name);
    const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    if (isOpen) return;
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(this.#shipped, name), uri, { overwrite: true });
    // No watcher sees files outside of the workspace.
    this.#scenarios.forget(uri);
  }
}
