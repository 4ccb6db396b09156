// What Planscope did in the extension host so far: which of its bundles are loaded, which files below its folders were
// opened, and how many sockets it opened. To be required before Planscope is activated.
const { subscribe } = require('node:diagnostics_channel');
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const { extensionPath } = vscode.extensions.getExtension('planscope.planscope');
const ROOTS = [extensionPath, fs.realpathSync(extensionPath)];
const opened = new Set();
let sockets = 0;

function note(file) {
  if (typeof file !== 'string' && !(file instanceof URL)) return;
  const name = String(file instanceof URL ? file.pathname : file);
  if (ROOTS.some((root) => name.startsWith(root)) || name.includes('planscope.planscope')) {
    opened.add(path.basename(name));
  }
}

for (const holder of [fs, fs.promises]) {
  for (const name of ['open', 'openSync', 'readFile', 'readFileSync', 'createReadStream', 'readdir', 'readdirSync']) {
    const original = holder[name];
    if (original === undefined) continue;
    holder[name] = (file, ...rest) => {
      note(file);
      return original.call(holder, file, ...rest);
    };
  }
}

subscribe('net.client.socket', () => {
  if (ROOTS.some((root) => new Error().stack.includes(root))) sockets++;
});

exports.footprint = () => ({
  modules: Object.keys(require.cache)
    .filter((file) => ROOTS.some((root) => path.dirname(file) === path.join(root, 'dist')))
    .map((file) => path.basename(file))
    .sort(),
  files: [...opened].sort(),
  sockets,
});
