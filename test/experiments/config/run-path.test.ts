import { join } from 'node:path';
import test from 'ava';
import { runPath, variantFolder } from '../../../lib/experiments/config/run-path.js';

test('runPath(…) names the experiment, the preset, further seeds and the model', t => {
  t.is(runPath('mnist', 'quick', 'vae'), join('mnist', 'quick', 'vae'));
  t.is(runPath('mnist', 'quick', 'vae', { seed: 1 }), join('mnist', 'quick', 'vae'));
  t.is(
    runPath('celeba', 'standard', 'wae-gan', { seed: 3 }),
    join('celeba', 'standard', 'seed-3', 'wae-gan'),
  );
});

test('variantFolder(…, overrides) says what is different, in one order', t => {
  t.is(
    variantFolder('mnist', 'quick', { lambda: 0.5, epochs: 2, seed: 9 }),
    join('mnist', 'quick-epochs-2-lambda-0.5'),
  );
  t.is(variantFolder('mnist', 'quick', { split: 'released' }), join('mnist', 'quick-split-released'));
});

test('variantFolder(…, overrides) leaves out what every model has already, and keeps what one has not', t => {
  t.is(variantFolder('mnist', 'quick', { epochs: 4, precision: 'float32' }), join('mnist', 'quick'));
  // 10 is WAE-MMD's λ, and not the VAE's.
  t.is(variantFolder('mnist', 'quick', { lambda: 10 }), join('mnist', 'quick-lambda-10'));
});
