import { join } from 'node:path';
import type { ExperimentConfig } from '../../lib/experiments/config/config.js';
import { disposeModel } from '../../lib/experiments/run/model-of-run.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { makeModel } from '../../lib/models/kinds.js';
import { variablesOf } from '../../lib/models/networks.js';
import { Rng } from '../../lib/base/random.js';

/** A run's folder with a checkpoint of the weights that training would begin with. */
export function tinyRun(parent: string, name: string, config: ExperimentConfig): RunFolder {
  const folder = RunFolder.create(join(parent, name), config);
  const model = makeModel(config.model, Rng.fromSeed(config.seed));
  folder.saveCheckpoint(variablesOf(model.networks), { state: '{"step":7}' });
  disposeModel(model);
  return folder;
}
