#!/usr/bin/env node
// `npm run setup`, `npx wae setup`: makes what npm cannot: the native TensorFlow below tfjs, and, in a clone, JupyterLab
// with the TypeScript kernel and the packages of the site.
// Idempotent: if nothing is to do it takes a few milliseconds. Each command asks for what it needs, and no more.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './installs/lock.mjs';
import { SetUpError, isClone, isUnwritable, readJson, root, say } from './installs/stage.mjs';

/** What each part is made by: a module with `isReady` and `make`. */
const parts = {
  native: {
    load: () => import('./installs/native.mjs'),
    without:
      "tfjs's own `cpu` backend will be used instead of the native TensorFlow; the same numbers, and much slower.",
  },
  notebooks: {
    load: () => import('./installs/jupyter.mjs'),
    without: 'notebooks cannot be opened or checked; everything else works.',
  },
  docs: {
    load: () => import('./installs/site.mjs'),
    without: '`npm run docs` cannot make the site; everything else works.',
  },
};

// A download that failed is not tried again by every command, only after this time or by `npm run setup`.
const retryAfterMs = 3_600_000;

/**
 * Sets up those of the wanted parts that are missing. Never throws: what cannot be made is said on stderr, with the
 * remedy.
 *
 * @param wanted - of `native`, the TensorFlow below tfjs; `notebooks`, JupyterLab with the kernel; `docs`, the packages
 *   that make the site.
 * @param options.retry - whether to try again what failed within the last hour.
 * @returns which of them are ready.
 */
export async function setUp(wanted, { retry = false } = {}) {
  const loaded = new Map();
  for (const name of wanted) loaded.set(name, await parts[name].load());
  const missing = wanted.filter(name => !loaded.get(name).isReady());
  if (missing.length > 0) {
    try {
      const path = join(root, 'build', 'set-up.lock');
      await withLock(
        path,
        () => missing.forEach(name => make(name, loaded.get(name), retry)),
        ({ pid, host }) =>
          say(
            `set-up: waiting for another set-up of this folder, process ${pid} of ${host}; if it has ended, delete ${path}`,
          ),
      );
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      const reason = `${root} cannot be written (${error.code}), and something has to be set up there`;
      for (const name of missing) warn(reason, parts[name].without);
    }
  }
  return Object.fromEntries(wanted.map(name => [name, loaded.get(name).isReady()]));
}

/** Sets up all that the command of this name does, and says what is ready; returns the exit code. */
export async function setUpAloud() {
  const wanted = isClone ? ['native', 'notebooks'] : ['native'];
  const ready = await setUp(wanted, { retry: true });
  const titles = { native: 'native TensorFlow', notebooks: 'notebooks' };
  say(
    `set-up: ${wanted.map(name => `${titles[name]} ${ready[name] ? 'ready' : 'not available'}`).join(', ')}`,
  );
  return wanted.every(name => ready[name]) ? 0 : 1;
}

function warn(reason, without) {
  say(`set-up: warning: ${reason}\nset-up: until that is mended, ${without}`);
}

function make(name, part, retry) {
  const { without } = parts[name];
  if (part.isReady()) return;
  const note = join(root, 'build', `set-up-${name}-failed.json`);
  const failed = retry ? undefined : recentFailure(note);
  let reason = failed && `${failed} (tried within the last hour; \`npx wae setup\` tries again)`;
  if (reason === undefined) {
    try {
      part.make();
      rmSync(note, { force: true });
      return;
    } catch (error) {
      if (isUnwritable(error)) throw error;
      reason = error instanceof Error ? error.message : String(error);
      if (!(error instanceof SetUpError && error.cheap)) {
        mkdirSync(dirname(note), { recursive: true });
        writeFileSync(note, JSON.stringify({ reason: reason.split('\n')[0] }));
      }
    }
  }
  warn(reason, without);
}

function recentFailure(note) {
  const age = Date.now() - (statSync(note, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return age < retryAfterMs ? readJson(note)?.reason : undefined;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await setUpAloud();
