import test from 'ava';
import { claimsOf, type RunsOfModels } from '../../lib/experiments/claims.js';
import type { ModelName } from '../../lib/experiments/config.js';
import type { Metrics } from '../../lib/experiments/metrics.js';
import type { Measured } from '../../lib/metrics/measured.js';

const number = (value: number, half = 0.1): Measured => ({
  value,
  low: value - half,
  high: value + half,
  n: 100,
  protocol: 'p',
});

/** The fields that claims read. */
function run(frechet: number, mixture: number, sharpness: number, error: number): Metrics {
  return {
    frechet: number(frechet),
    sharpness: number(sharpness),
    testSquaredError: error,
    testSquaredErrorStandardError: 0.1,
    n: 100,
    samplers: { mixture: { frechet: number(mixture) } },
  } as unknown as Metrics;
}

const runs = (entries: Partial<Record<ModelName, Metrics[]>>): RunsOfModels =>
  new Map(Object.entries(entries) as [ModelName, Metrics[]][]);

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
  t.deepEqual(verdicts(several, 'stably'), ['holds, as far as so few seeds tell']);
  t.deepEqual(verdicts(one, 'stably'), ['not measured: it takes three seeds (`--seeds 3`)']);
});

test('claimsOf(runs) says so where a spread is much wider than the VAE’s', t => {
  const wild = runs({
    vae: [run(5, 4, 1, 9), run(6, 4, 1, 9.01), run(7, 4, 1, 9.02)],
    'wae-mmd': [run(3, 3, 2, 10), run(3, 3, 2, 15), run(3, 3, 2, 20)],
  });
  t.deepEqual(verdicts(wild, 'stably'), ['does not hold']);
});

test('claimsOf(no runs) has not measured, and compares no published FID', t => {
  const claims = claimsOf('mnist', runs({}));
  t.true(claims.length >= 12);
  for (const { verdict } of claims) t.regex(verdict, /^not (measured|comparable)/);
});
