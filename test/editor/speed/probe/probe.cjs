// Serves on 127.0.0.1, at the port it writes to PLANSCOPE_PROBE_FILE: how long extensions took to be activated, and what
// a load of requests costs the extension host.
const { readFileSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const inspector = require('node:inspector/promises');
const vscode = require('vscode');
const { runLoad } = require('./load.cjs');

const planscope = () => vscode.extensions.getExtension('planscope.planscope').activate();

/** Milliseconds, as the editor itself took them: its marks are what "Developer: Startup Performance" shows. */
function activation({ id }) {
  const marks = new Map(globalThis.MonacoPerformanceMarks.getMarks().map(({ name, startTime }) => [name, startTime]));
  const between = (from, to) => marks.get(`code/extHost/${to}/${id}`) - marks.get(`code/extHost/${from}/${id}`);
  return {
    loadMs: between('willLoadExtensionCode', 'didLoadExtensionCode'),
    activateMs: between('willActivateExtension', 'didActivateExtension'),
  };
}

/** The first call that needs a client. */
async function firstUse() {
  const api = await planscope();
  const startMs = performance.now();
  api.snapshot();
  return { ms: performance.now() - startMs };
}

let bare;

/** The client without an editor around it, asking the same model. */
async function bareApi() {
  bare ??= require(process.env.PLANSCOPE_BARE_CLIENT).bareApi((await planscope()).snapshot().model);
  return bare;
}

async function load({ arm, seconds, profile }) {
  const api = arm === 'ui' ? await planscope() : await bareApi();
  const worlds = JSON.parse(readFileSync(process.env.PLANSCOPE_WORLDS, 'utf8'));
  if (profile === undefined) return await runLoad(api, worlds, Number(seconds));
  const session = new inspector.Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  const result = await runLoad(api, worlds, Number(seconds));
  writeFileSync(profile, JSON.stringify((await session.post('Profiler.stop')).profile));
  session.disconnect();
  return result;
}

const ANSWERS = { '/activation': activation, '/firstUse': firstUse, '/load': load };

exports.activate = (context) => {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
    Promise.resolve(Object.fromEntries(searchParams))
      .then((asked) => ANSWERS[pathname](asked))
      .then(
        (value) => response.end(JSON.stringify(value)),
        (error) => response.writeHead(500).end(String(error?.stack ?? error)),
      );
  });
  server.listen(0, '127.0.0.1', () => writeFileSync(process.env.PLANSCOPE_PROBE_FILE, String(server.address().port)));
  context.subscriptions.push({ dispose: () => server.close() });
};
