// Writes `contributes.configuration` of package.json from the table of settings: `npm run manifest`.
import { readFileSync, writeFileSync } from 'node:fs';
import { manifestConfiguration } from './manifest.ts';

const file = new URL('../../../package.json', import.meta.url);
const manifest = JSON.parse(readFileSync(file, 'utf8'));
manifest.contributes.configuration = manifestConfiguration();
writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
