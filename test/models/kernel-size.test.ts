import test from 'ava';
import { Rng } from '../../lib/base/random.js';
import { disposeModel } from '../../lib/experiments/run/model-of-run.js';
import { kernelSize } from '../../lib/models/kernel-size.js';
import { makeModel } from '../../lib/models/kinds.js';
import { variablesOf } from '../../lib/models/networks.js';
import { tinyDcgan, tinyMlp, tinyModel } from '../support/tiny-models.js';

for (const kind of ['vae', 'wae-mmd', 'wae-gan'] as const) {
  for (const architecture of [tinyDcgan, tinyMlp]) {
    test(`kernelSize(${kind}, ${architecture.kind}) equals the numbers in its kernels`, t => {
      const config = tinyModel(kind, { architecture });
      const model = makeModel(config, Rng.fromSeed(1));
      const kernels = variablesOf(model.networks).filter(({ rank }) => rank > 1);
      t.is(
        kernelSize(config),
        kernels.reduce((sum, { size }) => sum + size, 0),
      );
      disposeModel(model);
    });
  }
}
