#!/usr/bin/env node
// Makes what `npm ci` cannot: the native TensorFlow below tfjs, and JupyterLab with the TypeScript kernel.
// Idempotent: where nothing is to do it takes a few milliseconds, and every command of the project calls it.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { docsAreReady, setUpDocs } from './set-up/docs.mjs';
import { nativeIsReady, setUpNative } from './set-up/native.mjs';
import { notebooksAreReady, setUpNotebooks } from './set-up/notebooks.mjs';
import { SetUpError, readJson, root, say, withLock } from './set-up/stage.mjs';

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
 * Sets up what is missing. Never throws: what cannot be made is said on stderr, with the remedy.
 *
 * @param options.notebooks - whether JupyterLab is wanted; default true unless WAE_SKIP_NOTEBOOKS=1.
 * @param options.docs - whether the packages that make the site are wanted; default false.
 * @param options.retry - whether to try again what failed within the last hour.
 * @returns which parts are ready.
 */
export async function setUp({
  notebooks = process.env.WAE_SKIP_NOTEBOOKS !== '1',
  docs = false,
  retry = false,
} = {}) {
  const wanted = ['native', ...(notebooks ? ['notebooks'] : []), ...(docs ? ['docs'] : [])];
  if (wanted.some(name => !parts[name].isReady())) {
    await withLock(() => wanted.forEach(name => make(name, retry)));
  }
  return { native: nativeIsReady(), notebooks: notebooksAreReady(), docs: docsAreReady() };
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
      reason = error instanceof Error ? error.message : String(error);
      if (!(error instanceof SetUpError && error.cheap)) {
        mkdirSync(dirname(note), { recursive: true });
        writeFileSync(note, JSON.stringify({ reason: reason.split('\n')[0] }));
      }
    }
  }
  say(`set-up: warning: ${reason}\nset-up: until that is mended, ${without}`);
}

function recentFailure(note) {
  const age = Date.now() - (statSync(note, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return age < retryAfterMs ? readJson(note)?.reason : undefined;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const asked = process.argv.includes('--notebooks') ? { notebooks: true } : {};
  const ready = await setUp({ ...asked, retry: true });
  say(
    `set-up: native TensorFlow ${ready.native ? 'ready' : 'not available'}, ` +
      `notebooks ${ready.notebooks ? 'ready' : 'not available'}`,
  );
}
