import type { TrainEvent } from './train.js';

/** A training's size in steps; a `Trainer` has one. */
export interface TrainingSize {
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

/** How far a training is. */
export interface Progress {
  /** `pretraining` the encoder, or `training`. */
  readonly phase: 'pretraining' | 'training';
  readonly step: number;
  readonly steps: number;
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Training images per second since this session's first step; 0 before the second. */
  readonly imagesPerSecond: number;
  /** Seconds left at that rate. */
  readonly secondsLeft: number;
  readonly loss: number;
}

/**
 * Turns a trainer's events into progress.
 * @param onProgress called once a step
 */
export function followProgress(
  batchSize: number,
  onProgress: (progress: Progress) => void,
): (event: TrainEvent, size: TrainingSize) => void {
  let start: { readonly ms: number; readonly step: number } | undefined;
  return (event, { steps, stepsPerEpoch }) => {
    const epochs = Math.round(steps / stepsPerEpoch);
    if (event.kind === 'pretraining') {
      const { step, loss } = event;
      const rest = { epoch: 0, epochs, imagesPerSecond: 0, secondsLeft: 0 };
      onProgress({ phase: 'pretraining', step, steps: event.steps, ...rest, loss });
    }
    if (event.kind !== 'step') return;
    const { step, loss, epoch } = event;
    start ??= { ms: performance.now(), step };
    const seconds = (performance.now() - start.ms) / 1000;
    const stepsPerSecond = seconds > 0 ? (step - start.step) / seconds : 0;
    onProgress({
      phase: 'training',
      step,
      steps,
      epoch: epoch + 1,
      epochs,
      imagesPerSecond: stepsPerSecond * batchSize,
      secondsLeft: stepsPerSecond > 0 ? (steps - step) / stepsPerSecond : Infinity,
      loss,
    });
  };
}

/** A time span as `1 h 05 min`, `4 min 10 s` or `12 s`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, '0')} min`;
  return minutes > 0 ? `${minutes} min ${String(rest).padStart(2, '0')} s` : `${rest} s`;
}

/** Progress as one line of text. */
export function formatProgress(label: string, progress: Progress): string {
  const { phase, step, steps, epoch, epochs, imagesPerSecond, secondsLeft, loss } = progress;
  if (phase === 'pretraining')
    return `${label}  encoder pre-training, step ${step} of ${steps} at most, loss ${loss.toPrecision(4)}`;
  return (
    `${label}  epoch ${epoch}/${epochs}, step ${step}/${steps}, loss ${loss.toPrecision(4)}, ` +
    `${imagesPerSecond.toFixed(0)} images/s, ${formatDuration(secondsLeft)} left`
  );
}
