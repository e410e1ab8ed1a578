import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { type ListedArcs, sparseCost } from '../../../lib/ot/geometry/sparse-cost.js';
import { solve } from '../../../lib/ot/solve.js';
import { allClose } from '../../support/all-close.js';

const arcs: ListedArcs = {
  shape: [3, 4],
  rows: [2, 0, 0, 1, 2],
  columns: [1, 3, 0, 2, 0],
  values: [5, 1, 2, 3, 4],
};
const matrix = [
  [2, Infinity, Infinity, 1],
  [Infinity, Infinity, 3, Infinity],
  [4, 5, Infinity, Infinity],
];

test('sparseCost has the costs that are listed, in any order, and Infinity elsewhere', t => {
  const cost = sparseCost(arcs);
  t.deepEqual(cost.shape, [3, 4]);
  const row = new Float64Array(4).fill(7);
  matrix.forEach((expected, i) => {
    cost.row(i, row);
    t.deepEqual([...row], expected);
    t.deepEqual(
      expected.map((_, j) => cost.at(i, j)),
      expected,
    );
  });
});

test('solve(sparseCost) is solve of the matrix, exact and entropic', t => {
  const rng = Rng.fromSeed(71);
  const [n, m] = [12, 9];
  const full = Array.from({ length: n }, (_, i) =>
    Array.from({ length: m }, (__, j) => ((i + j) % 3 === 0 || i % m === j ? rng.uniform() : Infinity)),
  );
  const listed = full.flatMap((row, i) =>
    row.flatMap((value, j) => (value < Infinity ? [[i, j, value]] : [])),
  );
  const cost = sparseCost({
    shape: [n, m],
    rows: listed.map(arc => arc[0]!),
    columns: listed.map(arc => arc[1]!),
    values: listed.map(arc => arc[2]!),
  });
  allClose(t, solve(cost).value, solve(full).value, { rtol: 1e-13 });
  const method = { kind: 'sinkhorn', epsilon: 0.1 } as const;
  const found = solve(cost, { method });
  t.true(found.converged);
  allClose(t, found.value, solve(full, { method }).value, { rtol: 1e-12 });
  solve(cost).plan.forEach((i, j) => t.true(full[i]![j]! < Infinity));
});

test('sparseCost refuses lists that do not fit, and a problem without a plan says so', t => {
  const refuses = (given: Partial<ListedArcs>, message: RegExp): void => {
    t.throws(() => sparseCost({ ...arcs, ...given }), { instanceOf: RangeError, message });
  };
  refuses({ rows: [0] }, /sparseCost: expected `rows`, `columns` and `values` to be as many, got 1, 5 and 5/);
  refuses({ rows: [2, 0, 0, 1, 3] }, /arc 4 to lie in \[3, 4\], got row 3, column 0/);
  refuses({ columns: [1, 3, 0, 2, -1] }, /arc 4/);
  refuses({ columns: [1, 3, 0, 2.5, 0] }, /arc 3/);
  refuses({ columns: [1, 0, 0, 2, 0] }, /every arc to be listed once, got row 0, column 0 twice/);
  refuses({ values: [5, 1, 2, Infinity, 4] }, /the cost of arc 3 to be finite, got Infinity/);
  t.throws(() => solve(sparseCost(arcs)), { instanceOf: RangeError, message: /feasible/ });
});
