// Serves on 127.0.0.1, at the port it writes to PLANSCOPE_PROBE_FILE: the snapshot of Planscope's public API, and what
// the editor itself knows of Planscope's problems and fixes.
const { writeFileSync } = require('node:fs');
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

async function answer(request, api) {
  const url = new URL(request.url, 'http://127.0.0.1');
  if (url.pathname === '/problems') return problems();
  if (url.pathname === '/footprint') return footprint();
  if (url.pathname === '/fix') return fix(Object.fromEntries(url.searchParams));
  return { apiVersion: api.apiVersion, snapshot: api.snapshot() };
}

exports.activate = async (context) => {
  const file = process.env.PLANSCOPE_PROBE_FILE;
  if (file === undefined) throw new Error('PLANSCOPE_PROBE_FILE does not say where to write the port.');
  const api = await vscode.extensions.getExtension('planscope.planscope').activate();
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    answer(request, api).then(
      (value) => response.end(JSON.stringify(value)),
      (error) => response.writeHead(500).end(JSON.stringify({ error: String(error) })),
    );
  });
  server.listen(0, '127.0.0.1', () => writeFileSync(file, String(server.address().port)));
  context.subscriptions.push({ dispose: () => server.close() });
};
