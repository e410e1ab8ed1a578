import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../../base/index.js';
import { makeFolder } from '../../node/index.js';
import { readIdx } from './idx.js';
import { locateMnist, mnistFiles, type MnistFile } from './mnist-files.js';

/** Where MNIST's four gzipped files can be fetched; a file's address is the mirror's followed by the file's name. */
export const mnistMirrors: readonly string[] = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

/** How far a file has come. */
export interface DownloadProgress {
  readonly file: string;
  readonly mirror: string;
  /** Bytes of the gzipped file that are here. */
  readonly received: number;
  /** Bytes of the whole gzipped file, when the mirror says. */
  readonly total: number | undefined;
}

export interface DownloadMnistOptions {
  /** Folder the files go to; it is made when it is not there. */
  readonly directory: string;
  readonly mirrors?: readonly string[];
  readonly files?: readonly MnistFile[];
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Stops the download; what has come so far is kept for the next time. */
  readonly signal?: AbortSignal;
  /** Bytes of a file at the most, beyond which a mirror is given up; 16 MiB, and the largest file has 9.5. */
  readonly mostBytes?: number;
  /** How long a mirror may stay silent, in milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * Fetches MNIST's four gzipped files, checks the md5 of their unpacked bytes and puts them into `directory`.
 *
 * A file comes as `NAME.gz.part`, goes on where an earlier attempt stopped (HTTP Range), and is renamed to `NAME.gz`
 * when its md5 is right. A mirror that fails, or sends wrong bytes, is followed by the next; files that are there and
 * right are not fetched again.
 *
 * @returns paths of the files, in the order of `files`
 * @throws UserError, in one sentence, when no mirror gave a file: which files to put where by hand
 * @throws the signal's reason when it stops the download
 */
export async function downloadMnist({
  directory,
  mirrors = mnistMirrors,
  files = mnistFiles,
  onProgress = () => {},
  signal,
  timeoutMs = 30_000,
  mostBytes = 2 ** 24,
}: DownloadMnistOptions): Promise<string[]> {
  const folder = resolve(directory);
  try {
    makeFolder(folder);
  } catch (error) {
    throw new UserError(`${folder} cannot be made (${reason(error)}); give another folder`, { cause: error });
  }
  const paths: string[] = [];
  for (const file of files) {
    const present = await presentAndRight(folder, file);
    paths.push(
      present ??
        (await fromMirrors(folder, file, { mirrors, files, onProgress, signal, timeoutMs, mostBytes })),
    );
  }
  return paths;
}

type Settings = Required<
  Pick<DownloadMnistOptions, 'mirrors' | 'files' | 'onProgress' | 'timeoutMs' | 'mostBytes'>
> & {
  readonly signal: AbortSignal | undefined;
};

/** The path of `file` in `folder` when it is there, under any of its names, with the right md5. */
async function presentAndRight(folder: string, file: MnistFile): Promise<string | undefined> {
  const location = await locateMnist(folder);
  const path = location?.paths[file.role];
  if (path === undefined || location?.directory !== folder) return undefined;
  return (await checkedMd5(path)) === file.md5 ? path : undefined;
}

/** md5 of the unpacked bytes, or the sentence that says why they cannot be read. */
async function checkedMd5(path: string): Promise<string> {
  try {
    return (await readIdx(path)).md5;
  } catch (error) {
    return reason(error);
  }
}

async function fromMirrors(folder: string, file: MnistFile, settings: Settings): Promise<string> {
  const path = join(folder, `${file.name}.gz`);
  const part = `${path}.part`;
  const failures: string[] = [];
  for (const mirror of settings.mirrors) {
    try {
      if (await fetchAndCheck(mirror, file, part, settings)) {
        await rename(part, path);
        return path;
      }
      failures.push(`${new URL(mirror).host} sent wrong bytes`);
    } catch (error) {
      settings.signal?.throwIfAborted();
      failures.push(`${new URL(mirror).host}: ${reason(error)}`);
    }
  }
  const names = settings.files.map(({ name }) => `${name}.gz`).join(', ');
  throw new UserError(
    `${file.name}.gz could not be fetched (${failures.join('; ')}); run the command again to go on, ` +
      `or put ${names} into ${folder} by hand`,
  );
}

/**
 * Whether `part` came and has the right md5. A wrong file is deleted; if it began with an earlier attempt's bytes,
 * perhaps another mirror's, it is fetched once more from its start.
 */
async function fetchAndCheck(
  mirror: string,
  file: MnistFile,
  part: string,
  settings: Settings,
): Promise<boolean> {
  for (;;) {
    const have = await sizeOf(part);
    await fetchPart(mirror, file, part, have, settings);
    if ((await checkedMd5(part)) === file.md5) return true;
    await rm(part, { force: true });
    if (have === 0) return false;
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** Brings `part`, which has `have` bytes, to its full length. */
async function fetchPart(
  mirror: string,
  file: MnistFile,
  part: string,
  have: number,
  { signal, timeoutMs, onProgress, mostBytes }: Settings,
): Promise<void> {
  const silence = new AbortController();
  const patience = setTimeout(
    () => silence.abort(new Error(`no answer for ${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  const stop = signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]);
  let handle: FileHandle | undefined;
  try {
    const response = await fetch(new URL(`${file.name}.gz`, mirror), {
      signal: stop,
      headers: have > 0 ? { range: `bytes=${have}-` } : {},
    });
    // 416: nothing comes after what we have; whether that is the whole file, the md5 will tell.
    if (response.status === 416 && have > 0) return;
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const resumed = response.status === 206 && continuesAt(response, have);
    handle = await open(part, resumed ? 'a' : 'w');
    let received = resumed ? have : 0;
    const length = Number(response.headers.get('content-length') ?? NaN);
    const total = Number.isNaN(length) ? undefined : received + length;
    for await (const chunk of response.body) {
      patience.refresh();
      if (received + (chunk as Uint8Array).length > mostBytes) {
        await rm(part, { force: true });
        throw new Error(`sends more than ${mostBytes} bytes`);
      }
      await handle.appendFile(chunk as Uint8Array);
      received += (chunk as Uint8Array).length;
      onProgress({ file: `${file.name}.gz`, mirror, received, total });
    }
  } finally {
    clearTimeout(patience);
    await handle?.close();
  }
}

function continuesAt(response: Response, start: number): boolean {
  const range = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
  if (range !== null && Number(range[1]) === start) return true;
  throw new Error(`answered another range than the one asked for`);
}

/** The innermost message: fetch wraps what went wrong. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reason(error.cause) : error.message;
}
