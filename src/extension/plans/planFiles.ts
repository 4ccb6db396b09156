import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { MemoryFiles } from '../memoryFiles.ts';

/** The scheme of generated plans. The query of such an address is the address of the plan's scenario. */
export const PLAN_SCHEME = 'planscope-plan';

/** More generated plans than this are not kept; the oldest go first. */
const MAX_KEPT = 50;
const KEPT = 'planscope.plans';

/** The texts of generated plans as files of the editor's own memory, which can be edited. They are kept across reloads. */
export class PlanFiles extends MemoryFiles {
  readonly #memory: vscode.Memento;
  #kept: Map<string, string> | undefined;

  constructor(memory: vscode.Memento) {
    super(PLAN_SCHEME, { isReadonly: false });
    this.#memory = memory;
  }

  write(uri: vscode.Uri, text: string): void {
    const key = uri.toString();
    const texts = this.#texts;
    texts.delete(key);
    texts.set(key, text);
    for (const oldest of texts.keys()) {
      if (texts.size <= MAX_KEPT) break;
      texts.delete(oldest);
    }
    this.changed(uri);
    void this.#memory.update(KEPT, [...texts]);
  }

  override writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.write(uri, new TextDecoder().decode(content));
  }

  protected override textOf(uri: vscode.Uri): string {
    const gone = `${JSON.stringify(l10n.t('This plan is no longer kept. Generate it again.'))}\n`;
    return this.#texts.get(uri.toString()) ?? gone;
  }

  get #texts(): Map<string, string> {
    this.#kept ??= new Map(readKept(this.#memory.get(KEPT)));
    return this.#kept;
  }
}

function readKept(kept: unknown): [string, string][] {
  if (!Array.isArray(kept)) return [];
  return kept.filter((entry): entry is [string, string] => {
    const [uri, text]: unknown[] = Array.isArray(entry) ? entry : [];
    return typeof uri === 'string' && typeof text === 'string';
  });
}
