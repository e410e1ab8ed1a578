import test from 'ava';
import { type Prior, samplePrior } from '../../lib/latent/prior.js';
import { Rng } from '../../lib/base/random.js';
import { priorSampler } from '../../lib/samplers/sampler.js';

test('priorSampler(prior) draws what samplePrior does, for every prior', t => {
  for (const kind of ['normal', 'uniform-cube', 'uniform-sphere'] as const) {
    const prior: Prior = { kind, dimension: 3, sigma: 1.5 };
    const sampler = priorSampler(prior);
    t.is(sampler.name, 'prior');
    t.deepEqual(sampler.sample(7, Rng.fromSeed(1)), samplePrior(prior, 7, Rng.fromSeed(1)));
    t.deepEqual(sampler.sample(0, Rng.fromSeed(1)).shape, [0, 3]);
  }
});

test('priorSampler(…) refuses a bad prior and a bad count', t => {
  t.throws(() => priorSampler({ kind: 'normal', dimension: 2, sigma: 0 }), {
    instanceOf: RangeError,
    message: /^priorSampler: expected `sigma`/,
  });
  const sampler = priorSampler({ kind: 'normal', dimension: 2, sigma: 1 });
  t.throws(() => sampler.sample(-1, Rng.fromSeed(1)), { instanceOf: RangeError });
});
