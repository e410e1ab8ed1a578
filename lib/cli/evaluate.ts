import type { Command } from 'commander';
import { evaluateRun, type Evaluation, referenceOf } from '../experiments/index.js';
import { loadInception } from '../metrics/index.js';
import { loadBackendAloud, loadDataAloud, needFigures, openRun, showPreparation } from './prepare.js';
import { givenFlags, options, pathGiven, shellWord } from './options.js';
import { type AtOnce, stoppable, stoppedCode } from './stop.js';
import { unlessAborted } from '../base/index.js';
import { print, say } from './say.js';

interface EvaluateFlags {
  readonly data?: string;
  readonly model?: string;
  readonly inception?: string;
}

/** What `wae evaluate` takes and does. */
export function evaluateCommand(command: Command, setCode: (code: number) => void): void {
  command
    .argument('<run>', 'folder of the run', pathGiven)
    .addOption(options.data())
    .addOption(options.ownModel())
    .option(
      '--inception <file>',
      'ONNX file of Inception-v3 (see data/README.md): measure the published FID too',
      pathGiven,
    )
    .action(async (run: string, flags: EvaluateFlags) => {
      const evaluation = await stoppable((signal, atOnce) =>
        unlessAborted(evaluate(run, flags, signal, atOnce), signal),
      );
      if (evaluation === undefined) {
        const given = givenFlags({ data: flags.data, model: flags.model, inception: flags.inception });
        say(`stopped before the end; begin again with: wae evaluate ${shellWord(run)}${given}\n`);
        setCode(stoppedCode);
      } else print(`${JSON.stringify(evaluation.metrics, undefined, 2)}\n`);
    });
}

/** @throws the signal's reason if it is aborted before the measuring */
async function evaluate(
  run: string,
  { data: directory, inception: file, model: own }: EvaluateFlags,
  signal: AbortSignal,
  atOnce: AtOnce,
): Promise<Evaluation> {
  const folder = await openRun(run, own);
  const inception = file === undefined ? undefined : await loadInception(file);
  folder.readModel();
  needFigures();
  const data = await loadDataAloud(folder.config.data, directory, signal);
  await loadBackendAloud();
  say('the run is measured now; Ctrl-C ends that at once\n');
  const { onProgress, stop } = showPreparation('Inception', 'pictures passed');
  return atOnce(async () => {
    const reference = await referenceOf(folder.config.data.name, data);
    return evaluateRun(folder, data, reference, { inception, onInceptionProgress: onProgress });
  }).finally(stop);
}
