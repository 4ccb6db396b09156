import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from './browser.ts';
import { cachedFolder } from './cachedFolder.ts';
import type { FetchOptions } from './codeServerInstall.ts';
import { npmInstall } from './npmInstall.ts';
import { unpackExecutable, unpackTarBr } from './unpack.ts';

const CHROMIUM_VERSION = '153.0.0';
const DEJAVU_VERSION = '2.37.3';

/**
 * Headless Chromium from the npm package `@sparticuz/chromium`, with fonts and the few system libraries that it
 * needs: a Linux machine with nothing but Node and npm can run it.
 */
export async function installSparticuz({ cacheDir, log, signal }: FetchOptions): Promise<Browser> {
  const dir = await cachedFolder({
    cacheDir,
    name: `chromium-${CHROMIUM_VERSION}-dejavu-${DEJAVU_VERSION}`,
    what: `Headless Chromium ${CHROMIUM_VERSION} (290 MB)`,
    log,
    fill: (making) => fill(making, signal),
  });
  const executablePath = path.join(dir, 'chromium');
  const fonts = { FONTCONFIG_FILE: path.join(dir, 'fonts.conf') };
  return {
    executablePath,
    args: ['--font-render-hinting=none'],
    env: starts(executablePath) ? fonts : { ...fonts, LD_LIBRARY_PATH: libraryPath(path.join(dir, 'lib')) },
    canShowWindow: false,
  };
}

async function fill(dir: string, signal: AbortSignal): Promise<void> {
  await writeFile(path.join(dir, 'package.json'), '{ "private": true }\n');
  const packages = [`@sparticuz/chromium@${CHROMIUM_VERSION}`, `dejavu-fonts-ttf@${DEJAVU_VERSION}`];
  await npmInstall({ cwd: dir, packages, signal });
  const bin = path.join(dir, 'node_modules', '@sparticuz', 'chromium', 'bin');
  await unpackExecutable(path.join(bin, 'chromium.br'), path.join(dir, 'chromium'));
  await unpackTarBr(path.join(bin, 'al2023.tar.br'), dir);
  await unpackTarBr(path.join(bin, 'fonts.tar.br'), dir);
  await addDejaVu(path.join(dir, 'node_modules', 'dejavu-fonts-ttf', 'ttf'), path.join(dir, 'fonts', 'dejavu'));
  await writeFile(path.join(dir, 'fonts.conf'), FONTS_CONF);
  await rm(path.join(dir, 'node_modules'), { recursive: true });
}

/** Open Sans, which Chromium's package brings, has neither a fixed width nor arrows, boxes and check marks. */
async function addDejaVu(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of [
    'DejaVuSans',
    'DejaVuSans-Bold',
    'DejaVuSansMono',
    'DejaVuSansMono-Bold',
    'DejaVuSansMono-Oblique',
  ]) {
    await copyFile(path.join(from, `${name}.ttf`), path.join(to, `${name}.ttf`));
  }
}

/** The same fonts on every machine, so that screenshots differ only when the product does. */
const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
${preferred('sans-serif', ['Open Sans', 'DejaVu Sans'])}
${preferred('system-ui', ['Open Sans', 'DejaVu Sans'])}
${preferred('serif', ['DejaVu Sans'])}
${preferred('monospace', ['DejaVu Sans Mono', 'DejaVu Sans'])}
</fontconfig>
`;

function preferred(family: string, fonts: readonly string[]): string {
  const names = fonts.map((font) => `<family>${font}</family>`).join('');
  return `  <alias binding="strong"><family>${family}</family><prefer>${names}</prefer></alias>`;
}

/** Whether the machine has the libraries itself; its own fit it best. */
function starts(executablePath: string): boolean {
  return spawnSync(executablePath, ['--version'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}

function libraryPath(dir: string): string {
  const present = process.env['LD_LIBRARY_PATH'];
  return present ? `${dir}:${present}` : dir;
}
