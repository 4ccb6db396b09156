/** What stands in for the module `vscode`: it remembers every text that it is given to show, and each command. */
export class RecordingEditor {
  readonly shown: string[] = [];
  readonly #handlers = new Map<string, (...args: unknown[]) => unknown>();
  /** What a person chooses where a list is offered: the item at this place, or leaves it. */
  pick: number | undefined = 0;

  readonly l10n: { bundle: Readonly<Record<string, string>> | undefined } = { bundle: undefined };
  readonly env = { language: 'de' };
  readonly workspace = { workspaceFolders: undefined, isTrusted: true };
  readonly ProgressLocation = { Notification: 15, Window: 10 };
  readonly Disposable = { from: () => ({ dispose: () => undefined }) };
  readonly commands = {
    registerCommand: (id: string, handler: (...args: unknown[]) => unknown) => void this.#handlers.set(id, handler),
    executeCommand: async () => undefined,
  };
  readonly window = {
    showInformationMessage: async (...args: unknown[]) => this.#show(args),
    showWarningMessage: async (...args: unknown[]) => this.#show(args),
    showErrorMessage: async (...args: unknown[]) => this.#show(args),
    setStatusBarMessage: (text: string) => this.#show(text),
    showInputBox: async (options: unknown) => this.#show(options),
    showOpenDialog: async (options: unknown) => this.#show(options),
    showSaveDialog: async (options: unknown) => this.#show(options),
    showQuickPick: async (items: readonly unknown[], options: { readonly canPickMany?: boolean }) => {
      this.#show([items, options]);
      const picked = this.pick === undefined ? undefined : items[this.pick];
      return options.canPickMany && picked !== undefined ? [picked] : picked;
    },
    withProgress: async (options: unknown, work: (...args: unknown[]) => unknown) => {
      this.#show(options);
      const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
      return await work({ report: (progress: unknown) => this.#show(progress) }, token);
    },
  };

  /** Runs a command as the palette does. */
  async run(id: string, ...args: unknown[]): Promise<void> {
    await this.#handlers.get(id)?.(...args);
  }

  #show(what: unknown): undefined {
    if (typeof what === 'string') this.shown.push(what);
    else if (Array.isArray(what)) for (const one of what) this.#show(one);
    else if (typeof what === 'object' && what !== null) {
      const { title, label, description, detail, prompt, openLabel, message } = { ...what } as Record<string, unknown>;
      for (const one of [title, label, description, detail, prompt, openLabel, message]) this.#show(one);
    }
    return undefined;
  }
}
