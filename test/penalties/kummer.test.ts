import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend } from '../../lib/engine/backend.js';
import { confluentHypergeometric, meanProjectedGaussian } from '../../lib/penalties/kummer.js';
import { allClose } from '../support/all-close.js';
import { valueAndGradients } from '../support/gradients.js';

test.before(async () => {
  await loadBackend();
});

const phi = (d: number, s: number): number => confluentHypergeometric((d - 1) / 2, d / 2, s);

/** ∫ cos^(d−2) θ exp(−s sin²θ) dθ over ∫ cos^(d−2) θ dθ, by Simpson's rule on [0, π/2]. */
function bySimpson(d: number, s: number): number {
  const n = 4000;
  let [upper, lower] = [0, 0];
  for (let k = 0; k <= n; k++) {
    const angle = (Math.PI / 2) * (k / n);
    const weight = (k === 0 || k === n ? 1 : k % 2 === 1 ? 4 : 2) * Math.cos(angle) ** (d - 2);
    upper += weight * Math.exp(-s * Math.sin(angle) ** 2);
    lower += weight;
  }
  return upper / lower;
}

const arguments_ = [0, 1e-6, 0.01, 0.3, 1, 4, 20, 100, 1000];

test('confluentHypergeometric gives ₁F₁(½; ½; −s) = e^−s, ₁F₁(a; b; 0) = 1 and ₁F₁(1; 2; −s) = (1 − e^−s)/s', t => {
  for (const s of [0, 0.1, 1, 10, 30]) allClose(t, phi(1, s), Math.exp(-s), { rtol: 1e-11 });
  t.is(confluentHypergeometric(1.5, 4, 0), 1);
  for (const s of [0.1, 1, 10, 200])
    allClose(t, confluentHypergeometric(1, 2, s), (1 - Math.exp(-s)) / s, { rtol: 1e-11 });
});

test('φ_d is the mean of exp(−s v₁²) over the sphere, by Simpson’s rule in the angle', t => {
  for (const d of [2, 3, 4, 8, 33])
    for (const s of arguments_) allClose(t, phi(d, s), bySimpson(d, s), { rtol: 1e-9 });
});

test('φ_d goes to Γ(d/2)/Γ((d − 1)/2) · s^−½ for large s', t => {
  // Γ(4)/Γ(7/2) = 6/(15√π/8)
  allClose(t, phi(8, 1e5) * Math.sqrt(1e5), 48 / (15 * Math.sqrt(Math.PI)), { rtol: 1e-4 });
});

test.serial('meanProjectedGaussian and its gradient are φ_d and φ_d′ to 1e-6, in every dimension', t => {
  for (const d of [1, 2, 3, 8, 20, 64]) {
    const { gradients } = valueAndGradients(
      s => meanProjectedGaussian(s as tf.Tensor, d),
      [arguments_.length],
      arguments_,
    );
    const values = tf.tidy(() => meanProjectedGaussian(tf.tensor1d(arguments_), d).dataSync<'float32'>());
    const expected = arguments_.map(s => phi(d, s));
    // φ_d′ = −(1/d) ₁F₁(3/2; d/2 + 1; −s)
    const slopes = arguments_.map(s => -confluentHypergeometric((d - 1) / 2, d / 2 + 1, s) / d);
    allClose(t, values, expected, { rtol: 2e-6, atol: 1e-7 });
    allClose(t, gradients[0]!, slopes, { rtol: 1e-5, atol: 1e-6 });
  }
});

test.serial('the paper’s (1 + 4s/(2d − 3))^−½ is close for d = 20 and 23 % too steep at 0 for d = 8', t => {
  for (const s of arguments_) allClose(t, (1 + (4 * s) / 37) ** -0.5, phi(20, s), { rtol: 0.02 });
  allClose(t, 2 / 13 / (1 / 8), 1.23, { rtol: 1e-2 });
});

test.serial('meanProjectedGaussian bears the small negative numbers that rounding makes of 0', t => {
  const [value] = tf.tidy(() => meanProjectedGaussian(tf.tensor1d([-1e-5]), 8).dataSync<'float32'>());
  allClose(t, value!, 1, { rtol: 1e-5 });
});
