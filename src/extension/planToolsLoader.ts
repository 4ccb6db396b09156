import { createRequire } from 'node:module';
import type * as vscode from 'vscode';
import { registerCommands } from './commands/registerCommands.ts';
import { PLAN_COMMANDS } from './plans/planCommands.ts';
import type { PlanToolPorts } from './plans/planToolPorts.ts';
import type { createPlanTools, PlanTools } from './plans/planTools.ts';

/**
 * Loads the tools for plan and scenario files once the extension is active, or at the first of their commands: a bundle
 * of their own, so that the start of the editor does not wait for it.
 */
export class PlanToolsLoader implements vscode.Disposable {
  readonly #entry: string;
  readonly #ports: PlanToolPorts;
  readonly #commands: vscode.Disposable;
  readonly #timer: NodeJS.Immediate;
  #tools: PlanTools | undefined;

  /** `entry`: the bundle, as a file system path. */
  constructor(options: { readonly entry: string; readonly ports: PlanToolPorts }) {
    this.#entry = options.entry;
    this.#ports = options.ports;
    const handlers = PLAN_COMMANDS.map(
      (id) => [id, async (...args: readonly unknown[]) => await this.#load().commands[id](...args)] as const,
    );
    this.#commands = registerCommands(options.ports.logger, Object.fromEntries(handlers));
    this.#timer = setImmediate(() => {
      try {
        this.#load();
      } catch (error) {
        this.#ports.logger.error(String(error));
      }
    });
  }

  dispose(): void {
    clearImmediate(this.#timer);
    this.#commands.dispose();
    this.#tools?.dispose();
  }

  #load(): PlanTools {
    if (this.#tools === undefined) {
      const bundle: unknown = createRequire(this.#entry)(this.#entry);
      const { createPlanTools: create } = bundle as { readonly createPlanTools: typeof createPlanTools };
      this.#tools = create(this.#ports);
    }
    return this.#tools;
  }
}
