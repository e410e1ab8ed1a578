import test from 'ava';
import { type Matrix, Rng, squaredDistance, squaredDistancesFrom } from '../../lib/base/index.js';

function random(rng: Rng, n: number, d: number): Matrix {
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), shape: [n, d] };
}

test('squaredDistance(x, i, y, j) is Σ (x_ik − y_jk)², of either precision', t => {
  const x = { data: Float32Array.of(9, 9, 1, 2), shape: [2, 2] } as const;
  const y = { data: Float64Array.of(4, 6, 0, 0), shape: [2, 2] } as const;
  t.is(squaredDistance(x, 1, y, 0), 25);
  t.is(squaredDistance(y, 1, x, 1), 5);
});

for (const d of [1, 2, 3, 8, 9, 19]) {
  test(`squaredDistancesFrom gives the bits of squaredDistance for each point from start to end, d = ${d}`, t => {
    const rng = Rng.fromSeed(d);
    const [x, y] = [random(rng, 3, d), random(rng, 6, d)];
    const expected = Array.from({ length: 6 }, (_, j) => squaredDistance(x, 1, y, j));
    const out = new Float64Array(6).fill(7);
    squaredDistancesFrom(x, 1, y, out);
    t.deepEqual([...out], expected);
    out.fill(7);
    squaredDistancesFrom(x, 1, y, out, 2, 5);
    t.deepEqual([...out], [...expected.slice(2, 5), 7, 7, 7]);
  });
}
