import { updatingDisplay } from '../../figures/index.js';
import { interruptSignal } from '../../base/index.js';
import {
  followProgress,
  formatDuration,
  type Progress,
  type Trainer,
  type TrainEvent,
} from '../../training/index.js';
import { type ModelName, modelTitles } from '../../models/index.js';
import type { Evaluation } from '../evaluate.js';
import type { RunFolder } from './run-folder.js';

/** Hooks into `reproduce` and `trainRun`, to be spread into their options. */
export interface NotebookHooks {
  /** Aborted by the interrupt of the cell: the training stops after the step at hand and saves. */
  readonly signal: AbortSignal;
  readonly onModel: (model: ModelName, state: 'begun' | 'resumed' | 'finished', folder: RunFolder) => void;
  readonly onEvent: (event: TrainEvent, trainer: Trainer) => void;
  readonly onMeasure: (model: ModelName) => void;
  readonly onMeasured: (evaluation: Evaluation) => void;
}

/** How the hooks show progress. */
export interface NotebookHooksOptions {
  /** Puts a text in the place of the last one; by default one output of the cell, or lines if there is no notebook. */
  readonly write?: (text: string) => void;
  /** At least so many milliseconds between two texts of one training; 200. */
  readonly everyMs?: number;
}

const barWidth = 24;

/**
 * What a notebook's cell gives to `reproduce`, or with the run's folder to `trainRun`: an interrupt stops the training
 * after the step at hand, and one output of the cell shows a bar for each model, drawn again in its place. A training
 * that was stopped says after which step, and where its checkpoint is.
 */
export function notebookHooks(folder?: RunFolder, options: NotebookHooksOptions = {}): NotebookHooks {
  const { write = writeInPlace(), everyMs = 200 } = options;
  const signal = interruptSignal();
  const lines = new Map<ModelName, string>();
  let run = folder;
  let last = -Infinity;
  const say = (model: ModelName, text: string): void => {
    lines.set(model, `${modelTitles[model].padEnd(8)} ${text}`);
    write([...lines.values()].join('\n'));
  };
  let follow = (_event: TrainEvent, _trainer: Trainer): void => {};
  const begin = (next: RunFolder): void => {
    run = next;
    const { model, training } = next.config;
    follow = followProgress(training.batchSize, progress => {
      const now = performance.now();
      if (now - last < everyMs && progress.step !== progress.steps) return;
      last = now;
      say(model.kind, signal.aborted ? 'stops after this step …' : barLine(progress));
    });
  };
  if (folder !== undefined) begin(folder);
  return {
    signal,
    onModel: (model, state, next) => {
      begin(next);
      if (state === 'finished') say(model, `${bar(1)} trained already: ${next.path}`);
      else say(model, `${bar(0)} ${state === 'begun' ? 'begins' : 'goes on from its checkpoint'} …`);
    },
    onEvent: (event, trainer) => {
      follow(event, trainer);
      if (run === undefined || event.kind !== 'save') return;
      const { step, checkpoint } = { step: event.step, checkpoint: run.checkpointPath };
      const kind = run.config.model.kind;
      if (step === trainer.steps) say(kind, `${bar(1)} ${step} steps, saved in ${checkpoint}`);
      else if (signal.aborted) {
        const next = 'run the cell again to go on';
        say(kind, `stopped after step ${step} of ${trainer.steps}, saved in ${checkpoint}; ${next}`);
      }
    },
    onMeasure: model => say(model, `${bar(1)} is measured …`),
    onMeasured: ({ metrics: { model, step, testSquaredError } }) => {
      const found = `${step} steps, squared error of test images ${testSquaredError.toPrecision(4)}`;
      say(model, `${bar(1)} ${found}`);
    },
  };
}

function bar(share: number): string {
  const full = Math.round(barWidth * Math.min(share, 1));
  return '█'.repeat(full) + '░'.repeat(barWidth - full);
}

function barLine({
  phase,
  step,
  steps,
  epoch,
  epochs,
  loss,
  imagesPerSecond,
  secondsLeft,
}: Progress): string {
  const found = `loss ${loss.toPrecision(4)}`;
  if (phase === 'pretraining') return `${bar(step / steps)} encoder pre-training, step ${step}, ${found}`;
  const left = `${imagesPerSecond.toFixed(0)} images/s, ${formatDuration(secondsLeft)} left`;
  return `${bar(step / steps)} epoch ${epoch}/${epochs}, step ${step}/${steps}, ${found}, ${left}`;
}

/** One output that is drawn again; if there is no notebook, a line whenever the last line of the text is new. */
function writeInPlace(): (text: string) => void {
  const display = updatingDisplay();
  if (display !== undefined) return text => display({ 'text/plain': text });
  return text => process.stderr.write(`${text.slice(text.lastIndexOf('\n') + 1)}\n`);
}
