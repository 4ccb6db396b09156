// Serves the snapshot of Planscope's public API on 127.0.0.1, at the port it writes to PLANSCOPE_PROBE_FILE.
const { writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const vscode = require('vscode');

exports.activate = async (context) => {
  const file = process.env.PLANSCOPE_PROBE_FILE;
  if (file === undefined) throw new Error('PLANSCOPE_PROBE_FILE does not say where to write the port.');
  const api = await vscode.extensions.getExtension('planscope.planscope').activate();
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ apiVersion: api.apiVersion, snapshot: api.snapshot() }));
  });
  server.listen(0, '127.0.0.1', () => writeFileSync(file, String(server.address().port)));
  context.subscriptions.push({ dispose: () => server.close() });
};
