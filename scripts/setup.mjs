#!/usr/bin/env node
// Makes what `npm ci` cannot: the native TensorFlow below tfjs, and JupyterLab with the TypeScript kernel.
// Idempotent: if nothing is to do it takes a few milliseconds. Each command asks for what it needs, and no more.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { docsAreReady, setUpDocs } from './installs/site.mjs';
import { nativeIsReady, setUpNative } from './installs/native.mjs';
import { notebooksAreReady, setUpNotebooks } from './installs/jupyter.mjs';
import { SetUpError, isUnwritable, readJson, root, say, withLock } from './installs/stage.mjs';

const parts = {
  native: {
    isReady: nativeIsReady,
    make: setUpNative,
    without:
      "tfjs's own `cpu` backend will be used instead of the native TensorFlow; the same numbers, and much slower.",
  },
  notebooks: {
    isReady: notebooksAreReady,
    make: setUpNotebooks,
    without: 'notebooks cannot be opened or checked; everything else works.',
  },
  docs: {
    isReady: docsAreReady,
    make: setUpDocs,
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
 * @returns which parts are ready.
 */
export async function setUp(wanted, { retry = false } = {}) {
  const missing = wanted.filter(name => !parts[name].isReady());
  if (missing.length > 0) {
    try {
      await withLock(() => missing.forEach(name => make(name, retry)));
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      const reason = `${root} cannot be written (${error.code}), and something has to be set up there`;
      for (const name of missing) warn(reason, parts[name].without);
    }
  }
  return Object.fromEntries(Object.entries(parts).map(([name, { isReady }]) => [name, isReady()]));
}

function warn(reason, without) {
  say(`set-up: warning: ${reason}\nset-up: until that is mended, ${without}`);
}

function make(name, retry) {
  const { isReady, make, without } = parts[name];
  if (isReady()) return;
  const note = join(root, 'build', `set-up-${name}-failed.json`);
  const failed = retry ? undefined : recentFailure(note);
  let reason = failed && `${failed} (tried within the last hour; \`npm run setup\` tries again)`;
  if (reason === undefined) {
    try {
      make();
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const ready = await setUp(['native', 'notebooks'], { retry: true });
  say(
    `set-up: native TensorFlow ${ready.native ? 'ready' : 'not available'}, ` +
      `notebooks ${ready.notebooks ? 'ready' : 'not available'}`,
  );
}
