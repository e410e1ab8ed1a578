import { Presets, SingleBar } from 'cli-progress';
import { formatDuration } from '../training/index.js';

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
