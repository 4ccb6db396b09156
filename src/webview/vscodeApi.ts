/** What VS Code gives a webview's page: a way to talk to the editor, and a state that outlives the hidden page. */
export interface VsCodeApi<Message> {
  postMessage(message: Message): void;
  /** Whatever was last set, maybe by an older version of the page: check it. */
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** Absent outside VS Code; may be called only once. */
  var acquireVsCodeApi: (<Message>() => VsCodeApi<Message>) | undefined;
}

/** VS Code's side of the page, or undefined in a plain browser. To be called once, by the page's entry. */
export function acquireApi<Message>(): VsCodeApi<Message> | undefined {
  return globalThis.acquireVsCodeApi?.<Message>();
}
