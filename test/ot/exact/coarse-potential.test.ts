import test from 'ava';
import { coarsePotential, type Sample } from '../../../lib/ot/exact/coarse-potential.js';
import { type CostRows, costRows } from '../../../lib/ot/geometry/cost-rows.js';
import { matrixCost } from '../../../lib/ot/geometry/cost.js';
import { Rng } from '../../../lib/base/random.js';

test('coarsePotential(costs, solve) asks for every fourth point, and g(j) = min c(i, j) − f(i) over them', t => {
  const rng = Rng.fromSeed(3);
  const [n, m] = [9, 6];
  const matrix = Array.from({ length: n }, () => [...rng.fillNormal(new Float32Array(m))]);
  const seen: { costs: number[]; sample: Sample }[] = [];
  const f = Float64Array.of(0.5, -2, 1);
  const g = coarsePotential(costRows(matrixCost(matrix)), (costs: CostRows, sample) => {
    const [rows, columns] = costs.shape;
    const values = Array.from({ length: rows * columns }, (_, k) =>
      costs.at(Math.trunc(k / columns), k % columns),
    );
    seen.push({ costs: values, sample });
    return f;
  });
  const [rows, columns] = [
    [0, 4, 8],
    [0, 4],
  ];
  const cost = (i: number, j: number): number => matrix[i]?.[j] ?? NaN;
  t.deepEqual(
    seen.map(({ sample }) => [[...sample.rows], [...sample.columns]]),
    [[rows, columns]],
  );
  t.deepEqual(
    seen[0]?.costs,
    rows.flatMap(i => columns.map(j => cost(i, j))),
  );
  t.deepEqual(
    [...g],
    Array.from({ length: m }, (_, j) => Math.min(...rows.map((i, k) => cost(i, j) - (f[k] ?? NaN)))),
  );
});
