// Stands in for `main` of a copy of Planscope: the test starts and ends its real bundle in one extension host, as enabling
// and disabling do, and is told what that holds of the process.
const { createHook } = require('node:async_hooks');
const { readdirSync, readFileSync, readlinkSync } = require('node:fs');
const path = require('node:path');

const BUNDLES = path.join(__dirname, 'dist') + path.sep;
const HANDLES =
  /^(Timeout|Immediate|PROCESSWRAP|WORKER|FILEHANDLE|FSEVENTWRAP|STATWATCHER|TCP(SERVER)?WRAP|PIPE(SERVER)?WRAP)$/;

/** What the bundles' own code made and what is not gone yet, by its id: its kind, and by whom it was made. */
const made = new Map();
createHook({
  init(id, type) {
    if (!HANDLES.test(type)) return;
    const callers = new Error().stack.split('\n').filter((line) => line.includes(BUNDLES));
    if (callers.length > 0) made.set(id, [type, ...callers.slice(0, 6)].join('\n'));
  },
  destroy(id) {
    made.delete(id);
  },
}).enable();
// The stack must reach down to the bundle through what Node itself calls.
Error.stackTraceLimit = 50;

/** What this process has open, as the system tells (Linux): paths, and `socket:[…]`. */
function openFiles() {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

/** The ports at the other ends of this process's connections. An agent's idle ones are among them. */
function remotePorts(files) {
  if (process.platform !== 'linux') return [];
  const [, ...rows] = readFileSync('/proc/self/net/tcp', 'utf8').trim().split('\n');
  const connections = rows.map((row) => row.trim().split(/\s+/));
  return connections
    .filter((columns) => files.includes(`socket:[${columns[9]}]`))
    .map((columns) => Number.parseInt(columns[2].split(':')[1], 16));
}

/** Its timers and connections come and go; which are ours, `made` says. */
const EDITORS_OWN = /^(Timeout|Immediate|TCPSocketWrap|.*Req.*)$/;

function held() {
  const resources = process.getActiveResourcesInfo().filter((type) => !EDITORS_OWN.test(type));
  const files = openFiles();
  return {
    made: [...made.values()],
    resources: resources.sort(),
    files: files.filter((file) => file.includes('planscope.planscope') || file.startsWith(__dirname)).sort(),
    remotePorts: remotePorts(files),
  };
}

exports.activate = (context) => {
  const bundle = require('./dist/extension.cjs');
  let started;
  return {
    get apiVersion() {
      return started?.api.apiVersion;
    },
    snapshot: () => started?.api.snapshot(),
    control: {
      held,
      start() {
        const subscriptions = [];
        const own = Object.create(context, { subscriptions: { value: subscriptions } });
        started = { subscriptions, api: bundle.activate(own) };
        return held();
      },
      end() {
        for (const subscription of started.subscriptions) subscription.dispose();
        started = undefined;
        return held();
      },
    },
  };
};
