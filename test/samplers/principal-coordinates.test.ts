import test from 'ava';
import { pointAt } from '../../lib/base/index.js';
import { Rng } from '../../lib/base/random.js';
import { weightedMoments } from '../../lib/samplers/moments.js';
import { principalCoordinates } from '../../lib/samplers/principal-coordinates.js';
import { allClose } from '../support/all-close.js';

const rng = Rng.fromSeed(1);
const data = Float32Array.from({ length: 300 }, (_, k) => rng.normal() * [1, 5, 2][k % 3]! + (k % 3));
const codes = { data, shape: [100, 3] } as const;

test('principalCoordinates(codes).project is uncorrelated, with falling variances that add up to those of codes', t => {
  const principal = principalCoordinates(codes);
  const { mean, covariance } = weightedMoments(principal.project(codes, 3));
  const [a = 0, b = 0, c = 0] = principal.variances;
  t.true(a > b && b > c && c > 0);
  allClose(t, mean, [0, 0, 0], { rtol: 0, atol: 1e-6 });
  allClose(t, covariance.data, [a, 0, 0, 0, b, 0, 0, 0, c], { rtol: 1e-6, atol: 1e-5 });
  const own = weightedMoments(codes).covariance.data;
  allClose(t, a + b + c, own[0]! + own[4]! + own[8]!, { rtol: 1e-9 });
});

test('principalCoordinates(codes).restore is the inverse of project', t => {
  const principal = principalCoordinates(codes);
  const projected = principal.project(codes, 3);
  const out = new Float32Array(3);
  for (const i of [0, 7, 99]) {
    principal.restore(pointAt(projected, i), out);
    allClose(t, out, pointAt(codes, i), { rtol: 1e-5, atol: 1e-5 });
  }
});
