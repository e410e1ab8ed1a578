import test from 'ava';
import { type Claim, claimsOf, type RunsOfModels } from '../../../lib/experiments/report/claims.js';
import type { ExperimentName } from '../../../lib/experiments/config/config.js';
import type { ModelName } from '../../../lib/models/kinds.js';
import type { Metrics } from '../../../lib/experiments/measure/metrics-file.js';
import type { Measured } from '../../../lib/metrics/statistics/measured.js';

const number = (value: number, half = 0.1): Measured => ({
  value,
  low: value - half,
  high: value + half,
  n: 100,
  protocol: 'p',
});

/** The fields that claims read, of seed 1. */
function run(frechet: number, mixture: number, sharpness: number, error: number): Metrics {
  return {
    preset: 'standard',
    seed: 1,
    frechet: number(frechet),
    sharpness: number(sharpness),
    testSquaredError: error,
    testSquaredErrorStandardError: 0.1,
    n: 100,
    samplers: { mixture: { frechet: number(mixture) } },
  } as unknown as Metrics;
}

/** The runs of each model as those of the seeds 1, 2, 3 … */
const runs = (entries: Partial<Record<ModelName, Metrics[]>>): RunsOfModels =>
  new Map(
    (Object.entries(entries) as [ModelName, Metrics[]][]).map(([model, ofSeeds]) => [
      model,
      ofSeeds.map((metrics, k) => ({ ...metrics, seed: k + 1 })),
    ]),
  );

const verdicts = (of: RunsOfModels, part: string): string[] =>
  claimsOf('celeba', of)
    .filter(({ claim }) => claim.includes(part))
    .map(({ verdict }) => verdict);

/** Five seeds of a model around these numbers. */
const five = (frechet: number, mixture: number, sharpness: number, error: number): Metrics[] =>
  [-2, -1, 0, 1, 2].map(k => {
    const part = 1 + 0.005 * k;
    return run(frechet * part, mixture * part, sharpness * part, error * part);
  });

const three = runs({
  vae: five(5, 4, 1, 10),
  'wae-mmd': five(3, 3.3, 2, 10.1),
  'wae-gan': five(3.01, 2, 0.5, 11),
});

test('claimsOf(runs) are the twelve of the protocol, decided as one family, and the published FIDs', t => {
  for (const experiment of ['celeba', 'mnist'] as const) t.is(claimsOf(experiment, three).length, 13);
  t.deepEqual(
    verdicts(three, 'from the prior').map(verdict => verdict.replace(/ \(.*/, '')),
    ['holds', 'holds', 'cannot be decided'],
  );
  t.deepEqual(
    verdicts(three, 'sharper').map(verdict => verdict.replace(/ \(.*/, '')),
    ['holds', 'does not hold'],
  );
  t.deepEqual(
    verdicts(three, 'mixture').map(verdict => verdict.replace(/ \(.*/, '')),
    ['holds', 'does not hold'],
  );
});

test('claimsOf(runs) takes an error up to 1.05 times the VAE’s for no worse', t => {
  t.deepEqual(
    verdicts(three, 'reconstructs no worse').map(verdict => verdict.replace(/ \(.*/, '')),
    ['holds', 'does not hold'],
  );
  const near = runs({ vae: five(5, 4, 1, 10), 'wae-mmd': five(3, 3, 1, 10.5) });
  t.regex(verdicts(near, 'WAE-MMD reconstructs')[0]!, /^cannot be decided/);
});

test('claimsOf(runs) compares each model by the sampler that is its best on images of validation', t => {
  t.deepEqual(verdicts(three, 'own best sampler'), ['not measured', 'not measured', 'not measured']);
  const validated = (metrics: Metrics[], ofPrior: number, ofMixture: number): Metrics[] =>
    metrics.map(({ samplers, ...rest }) => ({
      ...rest,
      validationFrechet: ofPrior,
      samplers: { ...samplers, mixture: { ...samplers.mixture, validationFrechet: ofMixture } },
    }));
  const [claim] = claimsOf(
    'mnist',
    runs({
      vae: validated(five(5, 4, 1, 10), 5, 6),
      'wae-mmd': validated(five(3, 3.3, 2, 10), 3, 2),
      'wae-gan': validated(five(3, 3.3, 2, 10), 3, 2),
    }),
  ).filter(({ claim: text }) => text.includes('own best sampler'));
  t.regex(claim?.ours ?? '', /^WAE-MMD \(mixture\) 3\.30 .*; VAE \(prior\) 5\.00 /);
  t.regex(claim?.verdict ?? '', /^holds/);
});

test('claimsOf(runs of faces) gives sharpness for pixels in [−1, 1]', t => {
  const [claim] = claimsOf('celeba', three).filter(({ claim: text }) => text.includes('sharper'));
  t.regex(claim?.ours ?? '', /^VAE 4\.0.*; WAE-MMD 8\.0/);
});

test('claimsOf(runs measured on other test images) does not compare their squared errors', t => {
  const other = runs({
    vae: five(5, 4, 1, 9),
    'wae-gan': five(3, 3, 2, 9).map(metrics => ({ ...metrics, n: 50 })),
  });
  t.deepEqual(verdicts(other, 'WAE-GAN reconstructs'), ['not comparable: measured differently']);
});

/** Of one model, with Inception's FID where it is given. */
function fid(experiment: ExperimentName, change: Partial<Metrics>): Claim | undefined {
  const ofModels = runs({ 'wae-gan': [{ ...run(3, 3, 2, 9), ...change }] });
  return claimsOf(experiment, ofModels).find(({ claim }) => claim.startsWith('FID of'));
}

test('claimsOf(runs without Inception) prints no FID, and says in what else theirs differs', t => {
  t.like(fid('celeba', {}), {
    ours: '',
    verdict:
      'not comparable: other features (`wae evaluate --inception` measures FID), 100 samples (the fewer, the larger FID), models of the preset `standard`',
  });
  t.is(
    fid('celeba', { preset: 'paper', n: 10_000 })?.verdict,
    'not comparable: other features (`wae evaluate --inception` measures FID)',
  );
});

test('claimsOf(runs with Inception) prints their FID with its protocol, and what it is worth', t => {
  const inceptionFrechet = number(42, 2);
  const ours = 'WAE-GAN 42.00 (40.00 … 44.00); p';
  t.like(fid('celeba', { inceptionFrechet, n: 9000 }), {
    ours,
    verdict: 'not comparable: 9,000 samples (the fewer, the larger FID), models of the preset `standard`',
  });
  t.like(fid('celeba', { inceptionFrechet, n: 10_000, preset: 'paper' }), {
    ours,
    verdict: 'comparable, as far as the weights are the published ones',
  });
  const full = { inceptionFrechet, n: 10_000, preset: 'paper' } as const;
  t.is(fid('mnist', full)?.verdict, 'not comparable: other models than Ghosh et al.’s');
  t.is(fid('faces', full)?.verdict, 'not comparable: procedural images');
  const mixed = runs({
    vae: [{ ...run(5, 4, 1, 9), inceptionFrechet: { ...inceptionFrechet, protocol: 'q' } }],
    'wae-gan': [{ ...run(3, 3, 2, 9), inceptionFrechet }],
  });
  t.deepEqual(verdicts(mixed, 'FID of'), ['not comparable: measured differently']);
});

test('claimsOf(no runs) has not measured, and compares no published FID', t => {
  const claims = claimsOf('mnist', runs({}));
  t.true(claims.length >= 12);
  for (const { verdict } of claims) t.regex(verdict, /^not (measured|comparable)/);
});
