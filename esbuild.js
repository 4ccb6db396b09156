// Builds the extension, its terminal and benchmark program, and the webview pages into dist/.
// usage: node esbuild.js [--production] [--watch] [--check-size]
//        node esbuild.js --manifest   writes the settings into package.json and package.nls.json, media/schemas/ and
//                                     media/planscope.d.ts, instead
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { context } from 'esbuild';

const { values: options } = parseArgs({
  options: {
    production: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    'check-size': { type: 'boolean', default: false },
    manifest: { type: 'boolean', default: false },
  },
});

/** What a user downloads and the editor loads; the limits are the project's targets, in bytes. */
const SIZE_LIMITS = {
  'dist/extension.cjs': 300_000,
  'dist/clientTools.cjs': 300_000,
  'dist/planTools.cjs': 300_000,
  'dist/benchTools.cjs': 300_000,
  'dist/dashboardTools.cjs': 300_000,
  'dist/supportTools.cjs': 300_000,
  'dist/webview/dashboard.js': 250_000,
  'dist/webview/map.js': 250_000,
  'dist/webview/report.js': 250_000,
  'dist/webview/trace.js': 250_000,
};

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: options.production,
  sourcemap: options.production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
};

/**
 * Node programs target the oldest host that `engines.vscode` allows. ES modules first: the UMD build of jsonc-parser
 * cannot be bundled.
 */
const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.cjs' },
  // Its part for browsers is an ES module and reads no files, of which nobody has need.
  alias: { '@vscode/l10n': '@vscode/l10n/dist/browser.js' },
};

/**
 * Each file's `import * as vscode` would become a copy of that whole namespace, 2 ms for each when a bundle is loaded.
 * Here all files of a bundle share one module of the names that they use.
 *
 * @type {import('esbuild').Plugin}
 */
const vscodeOnce = {
  name: 'vscode-once',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'vscode-once'
        ? { path: 'vscode', external: true }
        : { path: 'vscode', namespace: 'vscode-once', sideEffects: false },
    );
    build.onLoad({ filter: /^vscode$/, namespace: 'vscode-once' }, () => {
      // Pure, so that of these too only what a bundle uses is left in it.
      const names = vscodeNames('src/extension').map((name) => `export const ${name} = /* @__PURE__ */ of('${name}');`);
      return { contents: ["const of = (name) => require('vscode')[name];", ...names].join('\n'), resolveDir: '.' };
    });
  },
};

const builds = [
  {
    ...node,
    entryPoints: {
      extension: 'src/extension/extension.ts',
      clientTools: 'src/extension/clientTools.ts',
      planTools: 'src/extension/plans/planTools.ts',
      benchTools: 'src/extension/benchmarks/benchTools.ts',
      dashboardTools: 'src/extension/dashboard/dashboardTools.ts',
      supportTools: 'src/extension/support/supportTools.ts',
    },
    outdir: 'dist',
    plugins: [vscodeOnce],
    logOverride: { 'import-is-undefined': 'error' },
  },
  // Built without `vscode` among the externals: a leak of it into core fails here.
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts', cacheClientWorker: 'bench/cacheClientWorker.ts' },
    outdir: 'dist',
  },
  {
    ...shared,
    entryPoints: {
      dashboard: 'src/webview/dashboard.ts',
      map: 'src/webview/map.ts',
      report: 'src/webview/report.ts',
      trace: 'src/webview/trace.ts',
    },
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'iife',
    target: 'es2023',
  },
];

if (options.manifest) {
  await writeManifest();
  process.exit();
}
rmSync('dist', { recursive: true, force: true });
const contexts = await Promise.all(builds.map((build) => context(build)));
if (options.watch) {
  await Promise.all(contexts.map((one) => one.watch()));
  process.stdout.write('Watching for changes.\n');
} else {
  try {
    await Promise.all(contexts.map((one) => one.rebuild()));
  } catch {
    // esbuild has said what is wrong.
    process.exitCode = 1;
  }
  await Promise.all(contexts.map((one) => one.dispose()));
  if (process.exitCode === undefined && options['check-size']) checkSizes();
}

async function writeManifest() {
  const { manifestConfiguration, manifestTexts, RESTRICTED_SETTINGS } = await import('./src/core/settings/manifest.ts');
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  manifest.contributes.configuration = manifestConfiguration();
  manifest.capabilities.untrustedWorkspaces.restrictedConfigurations = RESTRICTED_SETTINGS;
  writeJson('package.json', manifest);
  // Keys that begin as settings do are the settings'; the others are written by hand.
  const texts = Object.entries(JSON.parse(readFileSync('package.nls.json', 'utf8')));
  const byHand = texts.filter(([key]) => !key.startsWith('planscope.'));
  writeJson('package.nls.json', { ...Object.fromEntries(byHand), ...manifestTexts() });

  const { schemaFiles } = await import('./src/core/world/schemas/schemaFiles.ts');
  const { reportJsonSchema } = await import('./src/core/bench/reportJsonSchema.ts');
  mkdirSync('media/schemas', { recursive: true });
  for (const [name, schema] of Object.entries({ ...schemaFiles(), 'report.schema.json': reportJsonSchema() })) {
    writeJson(`media/schemas/${name}`, schema);
  }
  const { publicApiDeclarations } = await import('./src/extension/api/publicApiDeclarations.ts');
  writeFileSync(
    'media/planscope.d.ts',
    publicApiDeclarations((file) => readFileSync(file, 'utf8')),
  );
}

/** Every `vscode.name` in the folder's files, types among them. */
function vscodeNames(folder) {
  const names = new Set();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    for (const [, name] of readFileSync(join(folder, file), 'utf8').matchAll(/\bvscode\.([A-Za-z]\w*)/g))
      names.add(name);
  }
  return [...names].sort();
}

function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

function checkSizes() {
  for (const [file, limit] of Object.entries(SIZE_LIMITS)) {
    const { size } = statSync(file);
    process.stdout.write(`${file}: ${(size / 1000).toFixed(0)} kB of ${limit / 1000} kB\n`);
    if (size > limit) {
      process.stderr.write(`${file} is above its limit: find what it gained, for example with esbuild's --analyze.\n`);
      process.exitCode = 1;
    }
  }
}
