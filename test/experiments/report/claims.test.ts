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

const one = runs({
  vae: [run(5, 4, 1, 9)],
  'wae-mmd': [run(3, 3.1, 2, 10)],
  'wae-gan': [run(3.1, 2, 0.5, 9.1)],
});

test('claimsOf(runs) holds a claim where the difference’s interval leaves out 0, on either side, and leaves it open where not', t => {
  t.deepEqual(verdicts(one, 'sharper'), ['holds', 'does not hold']);
  t.deepEqual(verdicts(one, 'Fréchet distance:'), ['undecided: the difference may be 0', 'holds', 'holds']);
  t.deepEqual(verdicts(one, 'reconstructs no worse'), [
    'does not hold',
    'undecided: the difference may be 0',
  ]);
  t.deepEqual(verdicts(one, 'mixture'), ['holds', 'undecided: the difference may be 0', 'holds']);
});

test('claimsOf(runs) writes both numbers with their intervals', t => {
  const [, second] = claimsOf('celeba', one).filter(({ claim }) => claim.startsWith('Fréchet'));
  t.is(second?.claim, 'Fréchet distance: WAE-MMD ≤ VAE');
  t.is(second?.ours, 'WAE-MMD 3.00 (2.90 … 3.10); VAE 5.00 (4.90 … 5.10); difference -2.14 … -1.86');
});

test('claimsOf(runs of faces) holds the mark of 0.85 × the VAE’s Fréchet distance where 0.85 × 5 = 4.25 is above', t => {
  t.deepEqual(verdicts(one, 'at most 0.85'), ['holds', 'holds']);
  const near = runs({
    vae: [run(5, 4, 1, 9)],
    'wae-mmd': [run(4.3, 3, 2, 9)],
    'wae-gan': [run(4.5, 3, 2, 9)],
  });
  t.deepEqual(verdicts(near, 'at most 0.85'), ['undecided: the difference may be 0', 'does not hold']);
});

test('claimsOf(runs of several seeds) takes Student’s interval over the seeds, and Welch’s of their difference', t => {
  const several = runs({
    vae: [run(5, 4, 1, 9), run(6, 4, 1, 9.1), run(7, 4, 1, 9.2)],
    'wae-mmd': [run(3, 3, 2, 10), run(3.2, 3, 2, 10.2), run(3.1, 3, 2, 10.1)],
  });
  const [claim] = claimsOf('mnist', several).filter(
    ({ claim: text }) => text === 'Fréchet distance: WAE-MMD ≤ VAE',
  );
  // sd 1 and t(2) = 4.303: 6 ± 2.48; of the difference t(2.04) = 4.226 and √(1.01/3)
  t.is(claim?.ours, 'WAE-MMD 3.10 (2.85 … 3.35); VAE 6.00 (3.52 … 8.48); difference -5.35 … -0.45');
  t.is(claim?.verdict, 'holds');
  t.deepEqual(verdicts(several, 'stably'), ['undecided: the ratio may be 1']);
  t.deepEqual(verdicts(one, 'stably'), ['not measured: it takes three seeds (`--seeds 3`)']);
});

test('claimsOf(runs of several seeds) takes each seed’s own difference of two samplers', t => {
  // 14 … 5 from the prior, 1.0 … 1.2 less from the mixture: −1.1 ± 4.303 · 0.1/√3.
  const wide = runs({ vae: [run(14, 13, 1, 9), run(9, 7.9, 1, 9), run(5, 3.8, 1, 9)] });
  const [claim] = claimsOf('mnist', wide).filter(({ claim: text }) => text.endsWith('helps VAE'));
  t.regex(claim?.ours ?? '', /^mixture 8\.23 .*; prior 9\.33 .*; difference -1\.35 … -0\.85$/);
  t.is(claim?.verdict, 'holds');
});

test('claimsOf(runs of five seeds) decides stability by F(4, 4), 9.60 at 97.5 %', t => {
  const seeds = (...errors: readonly number[]): Metrics[] => errors.map(error => run(3, 3, 2, error));
  const vae = seeds(9.6, 9.8, 10, 10.2, 10.4);
  for (const [errors, verdict] of [
    [[87, 93.5, 100, 106.5, 113], 'does not hold'],
    [[88, 94, 100, 106, 112], 'undecided: the ratio may be 1'],
    [[99.4, 99.7, 100, 100.3, 100.6], 'holds'],
  ] as const) {
    t.deepEqual(verdicts(runs({ vae, 'wae-mmd': seeds(...errors) }), 'stably'), [verdict]);
  }
});

test('claimsOf(runs of which one model has fewer seeds) compares on the seeds of both', t => {
  const fewer = runs({
    vae: [run(5, 4, 1, 9), run(90, 4, 1, 9)],
    'wae-gan': [run(3, 3, 2, 9)],
  });
  const [claim] = claimsOf('mnist', fewer).filter(({ claim: text }) => text.endsWith('WAE-GAN ≤ VAE'));
  t.is(
    claim?.ours,
    'WAE-GAN 3.00 (2.90 … 3.10); VAE 5.00 (4.90 … 5.10); difference -2.14 … -1.86 (seed 1 alone)',
  );
});

test('claimsOf(runs measured on other test images) does not compare their squared errors', t => {
  const other = runs({ vae: [run(5, 4, 1, 9)], 'wae-gan': [{ ...run(3, 3, 2, 9), n: 50 }] });
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
