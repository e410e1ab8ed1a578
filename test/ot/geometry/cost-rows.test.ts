import test from 'ava';
import { type GroundCost, pointCost } from '../../../lib/ot/geometry/cost.js';
import { costRows, subCost } from '../../../lib/ot/geometry/cost-rows.js';
import { Rng } from '../../../lib/base/random.js';
import { cloud, randomCost } from '../../support/exact-transport.js';

const rng = Rng.fromSeed(53);

for (const d of [1, 2, 3, 7, 8, 9, 16, 19]) {
  test(`pointCost(${d} coordinates).row(i) is at(i, j) for every j, to the bit`, t => {
    const [x, y] = [cloud(rng.split('x', d), 5, d), cloud(rng.split('y', d), 7, d)];
    const grounds: readonly GroundCost[] = [
      { kind: 'squared-euclidean' },
      { kind: 'euclidean' },
      { kind: 'power', p: 3 },
      { kind: 'cityblock' },
      { kind: 'discrete' },
    ];
    for (const ground of grounds) {
      const cost = pointCost(x, y, ground);
      const out = new Float64Array(7).fill(Number.NaN);
      for (let i = 0; i < 5; i++) {
        cost.row(i, out);
        t.deepEqual(
          Array.from(out),
          Array.from(out.keys(), j => cost.at(i, j)),
        );
      }
    }
  });
}

test('costRows(cost) locates every row of it, kept or computed again', t => {
  const small = randomCost(rng.split('small'), 6, 9);
  const large = randomCost(rng.split('large'), 4100, 4100, 1);
  for (const cost of [small, large]) {
    const rows = costRows(cost);
    t.is(rows.data.length, cost === small ? 54 : 4100);
    for (const i of [3, 0, 5]) {
      const from = rows.locate(i);
      for (const j of [0, 4, 8]) {
        t.is(rows.data[from + j], cost.at(i, j));
        t.is(rows.at(i, j), cost.at(i, j));
      }
    }
  }
});

test('subCost(cost, rows, columns) is the cost between these', t => {
  const cost = randomCost(rng.split('part'), 6, 9);
  const part = subCost(cost, Int32Array.of(4, 1), Int32Array.of(8, 0, 3));
  const out = new Float64Array(3);
  part.row(1, out);
  t.deepEqual(part.shape, [2, 3]);
  t.deepEqual(Array.from(out), [cost.at(1, 8), cost.at(1, 0), cost.at(1, 3)]);
  t.is(part.at(0, 2), cost.at(4, 3));
});
