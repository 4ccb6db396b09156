// Serves on 127.0.0.1, at the port it writes to PLANSCOPE_PROBE_FILE: what Planscope's public API says and does, and what
// the editor itself knows of Planscope's problems and fixes, of its own documents and clipboard, and of
// its extension host.
const { readFileSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const path = require('node:path');
const vscode = require('vscode');
const { footprint } = require('./footprint.cjs');

/** Problems of Planscope's by the names of their files. */
function problems() {
  const found = {};
  for (const [uri, diagnostics] of vscode.languages.getDiagnostics()) {
    const own = diagnostics.filter(({ source }) => source === 'Planscope');
    if (own.length > 0) {
      found[path.posix.basename(uri.path)] = own.map(({ code, message, range, severity }) => ({
        code,
        message,
        line: range.start.line + 1,
        severity: vscode.DiagnosticSeverity[severity],
        text: textAt(uri, range),
      }));
    }
  }
  return found;
}

function textAt(uri, range) {
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  return document?.getText(range);
}

/** Applies the fix with this title for the first problem with this code; answers with the titles that there were. */
async function fix({ file, code, title }) {
  const document = vscode.workspace.textDocuments.find(({ uri }) => path.posix.basename(uri.path) === file);
  const problem = vscode.languages.getDiagnostics(document.uri).find((one) => one.code === code);
  if (problem === undefined) return { titles: [] };
  const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, problem.range);
  const chosen = actions.find((action) => action.title === title);
  if (chosen?.edit !== undefined) await vscode.workspace.applyEdit(chosen.edit);
  return { titles: actions.map((action) => action.title) };
}

/** Plans a file of the workspace; cancels when it hears the first progress of the type `cancelAt`. */
async function plan(api, { file, cancelAt, useCache }) {
  const [folder] = vscode.workspace.workspaceFolders;
  const scenario = JSON.parse(readFileSync(path.join(folder.uri.fsPath, file), 'utf8'));
  const cancel = new AbortController();
  const heard = [];
  const onProgress = ({ type }) => {
    heard.push(type);
    if (type === cancelAt) cancel.abort();
  };
  const options = { signal: cancel.signal, onProgress, useCache: useCache !== 'false' };
  try {
    return { heard, result: await api.plan(scenario, options) };
  } catch (error) {
    return { heard, error: { name: error.name, message: error.message } };
  }
}

/** What the API says to wrong input. */
async function wrong(api) {
  const said = (error) => ({ code: error.code, message: error.message });
  const snapshot = { t: 0 };
  return {
    scenario: await api.plan({ snapshot }).catch(said),
    options: await api.plan({ snapshot }, { usecache: false }).catch(said),
  };
}

/** Does what an extension should not do; answers with what came of it. */
function misuse(api) {
  'use strict';
  for (let index = 0; index < 5000; index++) api.onDidChange(() => {});
  api.onDidChange(() => {
    throw new Error('from the probe');
  });
  const thrown = [];
  for (const work of [() => (api.plan = undefined), () => api.snapshot().requests.pop()]) {
    try {
      work();
    } catch (error) {
      thrown.push(error.name);
    }
  }
  return { thrown };
}

/** Where Planscope runs. */
function host() {
  const { extensionKind } = vscode.extensions.getExtension('planscope.planscope');
  return {
    pid: process.pid,
    runsIn: vscode.ExtensionKind[extensionKind],
    remote: vscode.env.remoteName,
    isTrusted: vscode.workspace.isTrusted,
  };
}

async function answer(request, api, changes) {
  const url = new URL(request.url, 'http://127.0.0.1');
  const query = Object.fromEntries(url.searchParams);
  if (url.pathname === '/plan') return plan(api, query);
  if (url.pathname === '/wrong') return wrong(api);
  if (url.pathname === '/misuse') return misuse(api);
  if (url.pathname === '/changes') return { changes: changes.count };
  if (url.pathname === '/texts') {
    const texts = vscode.workspace.textDocuments.map((document) => document.getText());
    return { texts, clipboard: await vscode.env.clipboard.readText() };
  }
  if (url.pathname === '/problems') return problems();
  if (url.pathname === '/footprint') return footprint();
  if (url.pathname === '/fix') return fix(query);
  if (url.pathname === '/host') return host();
  if (url.pathname === '/control') return api.control[url.searchParams.get('what')]();
  return { apiVersion: api.apiVersion, snapshot: api.snapshot() };
}

exports.activate = async (context) => {
  const file = process.env.PLANSCOPE_PROBE_FILE;
  if (file === undefined) throw new Error('PLANSCOPE_PROBE_FILE does not say where to write the port.');
  // No dependency, so that Planscope can be disabled and removed alone.
  const api = await vscode.extensions.getExtension('planscope.planscope')?.activate();
  if (api === undefined) return;
  const changes = { count: 0 };
  // A stand-in has none.
  api.onDidChange?.(() => changes.count++, undefined, context.subscriptions);
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    answer(request, api, changes).then(
      (value) => response.end(JSON.stringify(value)),
      (error) => response.writeHead(500).end(JSON.stringify({ error: String(error) })),
    );
  });
  server.listen(0, '127.0.0.1', () => writeFileSync(file, String(server.address().port)));
  context.subscriptions.push({ dispose: () => server.close() });
};
