import { Presets, SingleBar } from 'cli-progress';
import type { Dataset } from '../datasets/index.js';
import { type DataConfig, dataTitle, loadData, loadOwnModel, RunFolder } from '../experiments/index.js';
import { formatDuration } from '../training/index.js';
import { type Backend, loadBackend } from '../engine/index.js';
import { drawingPackages, needPackages } from '../node/index.js';
import { say } from './say.js';

/** Skipped pictures that are listed by name. */
const listed = 5;

/**
 * Loads images, shows how far their preparation is, and lists the pictures that could not be read.
 * @throws the signal's reason if it is aborted before the end
 */
export async function loadDataAloud(
  config: DataConfig,
  directory: string | undefined,
  signal: AbortSignal,
): Promise<Dataset> {
  const { onProgress, stop } = showPreparation(dataTitle(config));
  try {
    const data = await loadData(config, {
      signal,
      onProgress,
      ...(directory === undefined ? {} : { directory }),
    });
    for (const note of data.notes ?? []) say(`${note}\n`);
    const skipped = data.skipped ?? [];
    if (skipped.length > 0) {
      const names = skipped.slice(0, listed).map(({ name, reason }) => `${name} (${reason})`);
      const more = skipped.length > listed ? ` and ${skipped.length - listed} more` : '';
      stop();
      say(`${skipped.length} pictures could not be read and are left out: ${names.join(', ')}${more}\n`);
    }
    return data;
  } finally {
    stop();
  }
}

/**
 * Opens a run that was named, and loads the model file that it needs, if one was named with it.
 * @throws UserError if there is no such run or file, or it can't be read
 */
export async function openRun(run: string, modelFile: string | undefined): Promise<RunFolder> {
  if (modelFile !== undefined) await loadOwnModel(modelFile);
  return RunFolder.open(run);
}

/** Shows how far the preparation of pictures is, until `stop` is called. */
export interface PreparationDisplay {
  readonly onProgress: (done: number, total: number) => void;
  stop(): void;
}

/**
 * In a terminal a bar with the time left; anywhere else a line every ten seconds.
 * @param what what is counted
 */
export function showPreparation(
  label: string,
  what = 'pictures prepared',
  stream: NodeJS.WriteStream = process.stderr,
): PreparationDisplay {
  const format = `${label.padEnd(8)} {bar} {value}/{total} ${what}  {left} left`;
  const bar = new SingleBar(
    { stream, format, hideCursor: true, fps: 5, barsize: 24 },
    Presets.shades_classic,
  );
  let start: number | undefined;
  let last = performance.now();
  const onProgress = (done: number, total: number): void => {
    const now = performance.now();
    if (start === undefined) {
      start = now;
      if (stream.isTTY) bar.start(total, 0, { left: '?' });
    }
    const left = formatDuration(((now - start) / 1000 / done) * (total - done));
    if (stream.isTTY) bar.update(done, { left });
    if (stream.isTTY || (now - last < 10_000 && done < total)) return;
    last = now;
    stream.write(`${label}  ${done}/${total} ${what}, ${left} left\n`);
  };
  return { onProgress, stop: () => bar.stop() };
}

/** Loads the backend and warns if it is the slow one. */
export async function loadBackendAloud(): Promise<Backend> {
  const backend = await loadBackend();
  if (backend.name === 'cpu') {
    say(
      `wae: TensorFlow's native library is not used (${backend.reason ?? 'not found'}); ` +
        'running on the JavaScript backend, some hundred times slower; `wae doctor` says what is missing\n',
    );
  }
  return backend;
}

/**
 * Looks for the packages that draw a run's figures and its film, before hours of training that end with them.
 * @throws SetUpError if one is not installed
 */
export function needFigures(): void {
  needPackages([...drawingPackages, 'sharp'], 'drawing a run');
}
