import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runProgram, stage } from './stage.mjs';

const folder = join(root, 'scripts', 'site');
const stampPath = join(folder, 'node_modules', 'wae.txt');

/** What stands in the lock file, as a hash: another one asks for another installation. */
function stamp() {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
}

/** Whether the packages that make the site are there, in the versions of their lock file. */
export function isReady() {
  return existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stamp();
}

/** Installs them in scripts/site: TypeDoc needs an older TypeScript than the project's. */
export function make() {
  stage('TypeDoc and KaTeX for the site, 60 MB from npm', () => {
    const args = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
    runProgram('npm', args, { hint: 'is there a network, and does npm reach its registry?' });
  });
  writeFileSync(stampPath, stamp());
}
