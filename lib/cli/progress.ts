import { Presets, SingleBar } from 'cli-progress';
import {
  followProgress,
  formatDuration,
  formatProgress,
  type Progress,
  type TrainEvent,
  type TrainingSize,
} from '../training/index.js';

/** Shows a training's progress until `stop` is called. */
export interface ProgressDisplay {
  readonly onEvent: (event: TrainEvent, size: TrainingSize) => void;
  stop(): void;
}

/**
 * Progress in a terminal as a bar with rate and time left; anywhere else (a pipe, a file) as plain lines, one every
 * ten seconds and one an epoch.
 */
export function showProgress(
  label: string,
  batchSize: number,
  stream: NodeJS.WriteStream = process.stderr,
): ProgressDisplay {
  return stream.isTTY ? barProgress(label, batchSize, stream) : plainProgress(label, batchSize, stream);
}

function barProgress(label: string, batchSize: number, stream: NodeJS.WriteStream): ProgressDisplay {
  let bar: SingleBar | undefined;
  let phase: Progress['phase'] | undefined;
  const onEvent = followProgress(batchSize, progress => {
    const { step, steps, epoch, epochs, loss, imagesPerSecond, secondsLeft } = progress;
    const figures = {
      epoch,
      epochs,
      loss: loss.toPrecision(4),
      rate: imagesPerSecond.toFixed(0),
      left: formatDuration(secondsLeft),
    };
    if (bar === undefined || phase !== progress.phase) {
      bar?.stop();
      phase = progress.phase;
      const tail =
        phase === 'pretraining'
          ? 'encoder pre-training, at most {total} steps  loss {loss}'
          : 'epoch {epoch}/{epochs}  loss {loss}  {rate} images/s  {left} left';
      const format = `${label.padEnd(8)} {bar} ${tail}`;
      bar = new SingleBar({ stream, format, hideCursor: true, fps: 5, barsize: 24 }, Presets.shades_classic);
      bar.start(steps, step, figures);
    }
    bar.update(step, figures);
  });
  return { onEvent, stop: () => bar?.stop() };
}

function plainProgress(label: string, batchSize: number, stream: NodeJS.WritableStream): ProgressDisplay {
  let last = performance.now();
  const onEvent = followProgress(batchSize, progress => {
    const now = performance.now();
    const epochEnds =
      progress.phase === 'training' && progress.step % Math.ceil(progress.steps / progress.epochs) === 0;
    if (now - last < 10_000 && !epochEnds) return;
    last = now;
    stream.write(`${formatProgress(label, progress)}\n`);
  });
  return { onEvent, stop: () => {} };
}
