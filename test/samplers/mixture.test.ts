import test from 'ava';
import { pointsOf } from '../../lib/base/index.js';
import { expectation, type Mixture, mixtureLogDensity } from '../../lib/samplers/mixture.js';
import { allClose } from '../support/all-close.js';
import { mixtureOf, problems } from '../support/mixture-oracle.js';

/** N(mean, [[a, b], [b, c]]) with a share. */
const component = (
  weight: number,
  mean: readonly [number, number],
  [a, b, c]: readonly [number, number, number],
): Mixture[number] => ({
  weight,
  mean: Float64Array.from(mean),
  covariance: { data: Float64Array.of(a, b, b, c), shape: [2, 2] },
});

test('mixtureLogDensity(one component) is the normal density by hand', t => {
  const one = [component(1, [1, -1], [2, 0.5, 1])];
  // det = 1.75, inverse = [[1, −0.5], [−0.5, 2]] / 1.75; at (2, 1): q = (1 − 2 · 0.5 · 2 + 2 · 4) / 1.75 = 4.
  const top = -Math.log(2 * Math.PI) - 0.5 * Math.log(1.75);
  allClose(t, mixtureLogDensity(one, pointsOf(Float32Array.of(1, -1, 2, 1), 2)), [top, top - 2], {
    rtol: 1e-14,
  });
});

test('mixtureLogDensity(mixture) is the logarithm of the weighted sum of the densities', t => {
  const parts = [component(0.3, [1, -1], [2, 0.5, 1]), component(0.7, [0, 2], [1, -0.2, 0.5])];
  const codes = pointsOf(Float32Array.of(0.5, 0.25, -1, 3), 2);
  const [p, q] = parts.map(part => mixtureLogDensity([{ ...part, weight: 1 }], codes).map(Math.exp));
  const sums = [0, 1].map(i => Math.log(0.3 * p![i]! + 0.7 * q![i]!));
  allClose(t, mixtureLogDensity(parts, codes), sums, { rtol: 1e-13 });
  allClose(t, mixtureLogDensity([...parts].reverse(), codes), sums, { rtol: 1e-13 });
  const half = parts.flatMap(part => [part, part]).map(part => ({ ...part, weight: part.weight / 2 }));
  allClose(t, mixtureLogDensity(half, codes), sums, { rtol: 1e-13 });
});

test('expectation(mixture, codes) has the densities and responsibilities of scikit-learn', t => {
  for (const { codes, d, steps, logDensity, responsibilities } of problems) {
    const mixture = mixtureOf(steps.at(-1)!, d);
    const expected = expectation(mixture, pointsOf(Float32Array.from(codes), d));
    allClose(t, expected.logDensity, logDensity, { rtol: 1e-9, atol: 1e-9 });
    allClose(
      t,
      expected.responsibilities.flatMap(row => [...row]),
      responsibilities,
      { rtol: 1e-8, atol: 1e-12 },
    );
  }
});

test('expectation(mixture, a far code) is finite, and of a component without a share 0', t => {
  const parts = [component(1, [0, 0], [1, 0, 1]), component(0, [1e6, 0], [1, 0, 1])];
  const { responsibilities, logDensity } = expectation(parts, pointsOf(Float32Array.of(1e6, 0), 2));
  allClose(t, logDensity, [-Math.log(2 * Math.PI) - 0.5e12], { rtol: 1e-12 });
  t.deepEqual(
    responsibilities.map(row => [...row]),
    [[1], [0]],
  );
});

test('expectation(…) refuses a covariance that is not positive definite, and names it', t => {
  const parts = [component(0.5, [0, 0], [1, 0, 1]), component(0.5, [0, 0], [1, 1, 1])];
  t.throws(() => expectation(parts, pointsOf(Float32Array.of(0, 0), 2)), {
    instanceOf: RangeError,
    message: /covariance of component 1 to be positive definite.*`ridge`/,
  });
});
