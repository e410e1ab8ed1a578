import test from 'ava';
import { conjugateGradient, hessian } from '../../../lib/ot/entropic/semi-dual-hessian.js';
import { clearRows, emptyRows, pushEntry, type SparseRows } from '../../../lib/ot/entropic/sparse-rows.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';

function rowsOf(matrix: readonly (readonly number[])[]): SparseRows {
  const rows = emptyRows(matrix.length, matrix[0]!.length);
  matrix.forEach((row, i) => {
    row.forEach((value, j) => {
      if (value !== 0) pushEntry(rows, j, value);
    });
    rows.starts[i + 1] = rows.count;
  });
  return rows;
}

function randomPlan(n: number, m: number, seed: number): number[][] {
  const rng = Rng.fromSeed(seed);
  return Array.from({ length: n }, () => Array.from({ length: m }, () => Math.max(0, rng.normal()) / n / m));
}

/** diag(Γᵀ1) − Γᵀ diag(1/Γ1) Γ + δ diag(β), entry by entry. */
function explicit(plan: number[][], weights: readonly number[], damping: number): number[][] {
  const sums = plan.map(row => row.reduce((s, mass) => s + mass, 0));
  return weights.map((weight, j) =>
    weights.map((_, k) => {
      const product = plan.reduce((s, row, i) => s + (sums[i] ? (row[j]! * row[k]!) / sums[i] : 0), 0);
      const column = plan.reduce((s, row) => s + row[j]!, 0);
      return (j === k ? column + damping * weight : 0) - product;
    }),
  );
}

test('hessian.times(v) is the product with the explicit matrix, whose inverse diagonal it has', t => {
  for (const [n, m, damping] of [
    [5, 7, 0.1],
    [9, 4, 1e-3],
  ] as const) {
    const plan = randomPlan(n, m, n);
    plan[2]!.fill(0);
    const weights = Array.from({ length: m }, (_, j) => (j + 1) / m);
    const matrix = explicit(plan, weights, damping);
    const found = hessian(rowsOf(plan), Float64Array.from(weights), damping);
    t.true(found.finite);
    allClose(
      t,
      found.inverseDiagonal,
      matrix.map((row, j) => 1 / row[j]!),
      { rtol: 1e-12 },
    );
    const v = Float64Array.from({ length: m }, (_, j) => Math.sin(j + 1));
    const out = new Float64Array(m);
    found.times(v, out);
    allClose(
      t,
      out,
      matrix.map(row => row.reduce((s, entry, j) => s + entry * v[j]!, 0)),
      { rtol: 1e-12, atol: 1e-15 },
    );
  }
});

test('hessian has 1 on the diagonal of a point without mass', t => {
  const found = hessian(rowsOf([[0.5, 0, 0.5]]), Float64Array.of(0.5, 0, 0.5), 0.25);
  t.is(found.inverseDiagonal[1], 1);
  const out = new Float64Array(3);
  found.times(Float64Array.of(0, 3, 0), out);
  t.deepEqual([...out], [0, 3, 0]);
});

test('conjugateGradient(hessian, H x) is x to the accuracy', t => {
  const plan = randomPlan(30, 20, 3);
  const matrix = hessian(rowsOf(plan), new Float64Array(20).fill(1 / 20), 1e-3);
  const x = Float64Array.from({ length: 20 }, (_, j) => Math.cos(3 * j));
  const right = new Float64Array(20);
  matrix.times(x, right);
  allClose(t, conjugateGradient(matrix, right, 1e-12), x, { rtol: 1e-8, atol: 1e-8 });
  const rough = conjugateGradient(matrix, right, 0.5);
  t.true(rough.some((entry, j) => Math.abs(entry - x[j]!) > 1e-3));
  t.deepEqual([...conjugateGradient(matrix, new Float64Array(20), 0.1)], [...new Float64Array(20)]);
});

test('sparse rows grow, and are emptied without losing their room', t => {
  const rows = emptyRows(1, 1);
  for (let k = 0; k < 100; k++) pushEntry(rows, k, k / 2);
  t.is(rows.count, 100);
  t.is(rows.columns[99], 99);
  t.is(rows.values[99], 49.5);
  t.is(rows.columns[3], 3);
  t.is(rows.values[3], 1.5);
  const room = rows.values.length;
  clearRows(rows);
  t.is(rows.count, 0);
  t.is(rows.values.length, room);
});
