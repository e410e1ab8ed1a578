import test from 'ava';
import { pointsOf, rowsAt } from '../../lib/base/index.js';
import { fitMixture, type MixtureFitOptions } from '../../lib/samplers/mixture-fit.js';
import { allClose } from '../support/all-close.js';
import { mixtureOf, numbersOf, problems } from '../support/mixture-oracle.js';
import { mapped } from '../support/points.js';

const [, planar, spatial] = problems as [unknown, (typeof problems)[number], (typeof problems)[number]];
const planarCodes = pointsOf(Float32Array.from(planar.codes), 2);
const planarStart = mixtureOf(planar.start, planar.d);

test('fitMixture(codes, start) takes the steps of scikit-learn', t => {
  for (const { codes, d, ridge, start, steps } of problems) {
    for (const { count, logLikelihood, ...numbers } of steps) {
      const options = { ridge, tolerance: 0, maxSteps: count };
      const fit = fitMixture(pointsOf(Float32Array.from(codes), d), mixtureOf(start, d), options);
      const { weights, means, covariances } = numbersOf(fit.mixture);
      allClose(t, weights, numbers.weights, { rtol: 1e-8 });
      allClose(t, means, numbers.means, { rtol: 1e-8, atol: 1e-9 });
      allClose(t, covariances, numbers.covariances, { rtol: 1e-8, atol: 1e-9 });
      t.is(fit.logLikelihoods.length, count + 1);
      allClose(t, fit.logLikelihoods.at(-1)!, logLikelihood, { rtol: 1e-9 });
      t.false(fit.converged);
    }
  }
});

test('fitMixture(codes, one component) is the normal distribution of the codes plus the ridge, after one step', t => {
  const { codes, d, mean, covariance } = spatial;
  const start = mixtureOf(spatial.start, d).slice(0, 1);
  const fit = fitMixture(pointsOf(Float32Array.from(codes), d), start, { ridge: 0.25 });
  allClose(t, fit.mixture[0]?.mean ?? [], mean, { rtol: 1e-12 });
  const ridged = covariance.map((entry, at) => (at % (d + 1) === 0 ? entry + 0.25 : entry));
  allClose(t, fit.mixture[0]?.covariance.data ?? [], ridged, { rtol: 1e-12, atol: 1e-14 });
  t.is(fit.mixture[0]?.weight, 1);
  t.is(fit.logLikelihoods.length, 3);
  t.true(fit.converged);
});

test('fitMixture(codes, start) never lowers the likelihood without a ridge', t => {
  for (const { codes, d, start } of problems) {
    const options = { ridge: 0, tolerance: 0, maxSteps: 40 };
    const { logLikelihoods } = fitMixture(
      pointsOf(Float32Array.from(codes), d),
      mixtureOf(start, d),
      options,
    );
    logLikelihoods.slice(1).forEach((reached, t0) => {
      t.true(reached >= logLikelihoods[t0]! - 1e-12, `step ${t0 + 1}`);
    });
    t.true(logLikelihoods[40]! > logLikelihoods[0]! + 0.05);
  }
});

test('fitMixture(codes, start) does not depend on the order of codes and components', t => {
  const order = Array.from({ length: planar.n }, (_, i) => (i * 7) % planar.n);
  const codes = rowsAt(planarCodes, order);
  const options: MixtureFitOptions = { tolerance: 0, maxSteps: 10 };
  const plain = fitMixture(planarCodes, planarStart, options);
  const turned = fitMixture(codes, [...planarStart].reverse(), options);
  const [one, other] = [numbersOf(plain.mixture), numbersOf([...turned.mixture].reverse())];
  allClose(t, other.means, one.means, { rtol: 1e-9 });
  allClose(t, other.covariances, one.covariances, { rtol: 1e-9, atol: 1e-12 });
  allClose(t, turned.logLikelihoods, plain.logLikelihoods, { rtol: 1e-12 });
});

test('fitMixture(c z, c start) with c² ridge has c times the means and the likelihood less d log c', t => {
  const plain = fitMixture(planarCodes, planarStart, { ridge: 1e-3, tolerance: 0, maxSteps: 10 });
  for (const scale of [2 ** 30, 2 ** -30]) {
    const start = planarStart.map(({ weight, mean, covariance }) => ({
      weight,
      mean: mean.map(value => scale * value),
      covariance: { ...covariance, data: covariance.data.map(entry => scale ** 2 * entry) },
    }));
    const codes = mapped(planarCodes, value => scale * value);
    const fit = fitMixture(codes, start, { ridge: 1e-3 * scale ** 2, tolerance: 0, maxSteps: 10 });
    const means = numbersOf(plain.mixture).means.map(value => scale * value);
    allClose(t, numbersOf(fit.mixture).means, means, { rtol: 1e-9 });
    const likelihoods = plain.logLikelihoods.map(value => value - 2 * Math.log(scale));
    allClose(t, fit.logLikelihoods, likelihoods, { rtol: 1e-9 });
  }
});

test('fitMixture(codes, start) ends where the likelihood changes by less than the tolerance, or at maxSteps', t => {
  const coarse = fitMixture(planarCodes, planarStart, { tolerance: 1e9 });
  t.deepEqual([coarse.logLikelihoods.length, coarse.converged], [2, true]);
  const fine = fitMixture(planarCodes, planarStart, { maxSteps: 1000 });
  const last = fine.logLikelihoods.length - 1;
  const changes = fine.logLikelihoods.slice(1).map((reached, i) => reached - fine.logLikelihoods[i]!);
  t.true(fine.converged && last > 2);
  t.true(Math.abs(changes.at(-1)!) < 1e-3);
  t.true(changes.slice(0, -1).every(change => Math.abs(change) >= 1e-3));
  const none = fitMixture(planarCodes, planarStart, { maxSteps: 0 });
  t.deepEqual([none.logLikelihoods.length, none.converged], [1, false]);
  t.is(none.mixture, planarStart);
});

test('fitMixture(codes, start with a component where no codes are) leaves that one out', t => {
  const far = { ...planarStart[0]!, mean: Float64Array.of(1e4, 0) };
  const fit = fitMixture(planarCodes, [...planarStart, far]);
  t.is(fit.mixture[3]?.weight, 0);
  const without = fitMixture(planarCodes, planarStart);
  allClose(t, fit.logLikelihoods.at(-1)!, without.logLikelihoods.at(-1)!, { rtol: 1e-2 });
});

test('fitMixture(…) refuses bad codes and options, and a covariance that collapses', t => {
  const refused = (options: MixtureFitOptions, message: RegExp): void => {
    t.throws(() => fitMixture(planarCodes, planarStart, options), { instanceOf: RangeError, message });
  };
  refused({ ridge: -1 }, /expected `ridge` to be finite and ≥ 0, got -1/);
  refused({ ridge: Infinity }, /expected `ridge`/);
  refused({ tolerance: NaN }, /expected `tolerance` to be ≥ 0, got NaN/);
  refused({ maxSteps: 1.5 }, /expected `maxSteps` to be an integer ≥ 0, got 1.5/);
  t.throws(() => fitMixture(rowsAt(planarCodes, [0, 1]), planarStart), {
    message: /at least 3 whole points/,
  });
  t.throws(() => fitMixture(planarCodes, []), {
    message: /`start` to have components of 2 coordinates like the codes, got none/,
  });
  t.throws(() => fitMixture(planarCodes, mixtureOf(spatial.start, spatial.d)), {
    message: /`start` to have components of 2 coordinates like the codes, got one of 4/,
  });
  const line = mapped(planarCodes, (value, at) => (at % 2 === 0 ? value : 1));
  t.throws(() => fitMixture(line, planarStart, { ridge: 0 }), { message: /positive definite.*`ridge`/ });
  t.notThrows(() => fitMixture(line, planarStart));
});
