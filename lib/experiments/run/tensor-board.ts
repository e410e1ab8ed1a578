import { createRequire } from 'node:module';
import type { Backend } from '../../engine/index.js';
import { SetUpError } from '../../base/index.js';
import type { TrainEvent } from '../../training/index.js';
import type { RunFolder } from './run-folder.js';

interface SummaryWriter {
  scalar(name: string, value: number, step: number): void;
  flush(): void;
}

/**
 * Refuses a backend that writes no event files.
 * @throws SetUpError on another backend than native TensorFlow
 */
export function checkTensorBoard({ name }: Backend): void {
  if (name === 'tensorflow') return;
  throw new SetUpError(
    '--tensorboard needs the native TensorFlow backend; leave it out, or mend the set-up (wae doctor)',
  );
}

/**
 * Writes a run's history as TensorBoard event files in its folder `tensorboard/`, by tfjs-node's own writer; see
 * {@link checkTensorBoard}.
 * @returns takes note of a training event
 */
export function tensorBoard(folder: RunFolder): (event: TrainEvent) => void {
  const { node } = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as {
    node: { summaryFileWriter(directory: string): SummaryWriter };
  };
  const writer = node.summaryFileWriter(folder.file('tensorboard'));
  return event => {
    if (event.kind !== 'record') return;
    const { record } = event;
    const scalars = record.kind === 'train' ? { loss: record.loss, ...record.terms } : record.terms;
    for (const [term, value] of Object.entries(scalars))
      writer.scalar(`${record.kind}/${term}`, value, record.step);
    writer.flush();
  };
}
