import { fileURLToPath } from 'node:url';
import { compile, loadBackend } from '../../lib/engine/index.js';
import { makeModel, modelNames, paperModelNames } from '../../lib/models/kinds.js';
import type { Architecture } from '../../lib/models/networks.js';
import { Rng } from '../../lib/base/random.js';
import { learnersOf, stepInputs, trainStep } from '../../lib/training/train-step.js';
import { disposeAll, stepValues, tinyModel } from './tiny-models.js';

const tiny: Architecture = { kind: 'dcgan', encoderFilters: [2, 4], decoderFilters: [4, 2], kernelSize: 4 };
const mlp: Architecture = { kind: 'mlp', encoderUnits: [6], decoderUnits: [6] };

/** What two training steps of some tiny models give on the backend at hand. */
export async function twoSteps(): Promise<{
  readonly backend: string;
  readonly modes: readonly string[];
  readonly outputs: Readonly<Record<string, readonly Record<string, number>[]>>;
}> {
  const { name } = await loadBackend();
  const outputs: Record<string, Record<string, number>[]> = {};
  const modes: string[] = [];
  for (const kind of modelNames) {
    // The networks are the same for all: one kind of each is enough beside every penalty.
    for (const architecture of paperModelNames.some(name => name === kind) ? [tiny, mlp] : [mlp]) {
      const model = makeModel(tinyModel(kind, { architecture }), Rng.fromSeed(1));
      const learners = learnersOf(model.players, { beta1: 0.5, beta2: 0.999 });
      const runner = compile(trainStep(learners), stepInputs(model, 4, learners));
      modes.push(runner.mode);
      outputs[`${kind}, ${architecture.kind}`] = [1, 2].map(t => {
        const values = runner.run(stepValues(model, learners, 4, t, Rng.fromSeed(2)));
        return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value[0]!]));
      });
      runner.dispose();
      disposeAll(model, learners);
    }
  }
  return { backend: name, modes, outputs };
}

// As a program: the same on the backend that WAE_BACKEND asks for, as JSON.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${JSON.stringify(await twoSteps())}\n`);
}
