import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, failureOf } from './checks.js';

/** Whether the packages that make the site (`npm run docs`) are there; that command installs them by itself. */
export function checkDocs(root: string): Check {
  const name = 'docs';
  const folder = join(root, 'scripts', 'site');
  // Written by scripts/installs/site.mjs when all were installed.
  const stamp = join(folder, 'node_modules', 'wae.txt');
  const site = join(root, 'build', 'docs', 'index.html');
  const details = { packages: join(folder, 'node_modules'), site: existsSync(site) ? site : null };
  const fix = 'run `npm run docs`, which installs them';
  if (!existsSync(stamp)) {
    const reason = failureOf('docs', root);
    const says = 'the packages that make the site are not installed; `npm run docs` alone needs them';
    return { name, state: 'warning', says, fix: reason ? `${reason}; then ${fix}` : fix, details };
  }
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (readFileSync(stamp, 'utf8') !== lock) {
    return {
      name,
      state: 'warning',
      says: 'the packages that make the site are of another version',
      fix,
      details,
    };
  }
  return { name, state: 'ok', says: existsSync(site) ? site : 'ready; no site was made yet', details };
}
