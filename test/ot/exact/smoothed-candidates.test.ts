import test from 'ava';
import type { Arcs, Candidates } from '../../../lib/ot/exact/candidate-arcs.js';
import { meanReducedCost, smoothedCandidates } from '../../../lib/ot/exact/smoothed-candidates.js';
import { dot, total } from '../../../lib/base/vectors.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';

const [n, m] = [7, 5];

/** All arcs of a random problem but every fifth, under potentials that are too low by about 1. */
function candidates(seed: number): {
  costs: number[][];
  start: Candidates;
  a: Float64Array;
  b: Float64Array;
} {
  const rng = Rng.fromSeed(seed);
  const uniform = (): number => rng.uniform();
  const costs = Array.from({ length: n }, (_, i) =>
    Array.from({ length: m }, (_unused, j) => ((i + 2 * j) % 5 === 3 ? Infinity : 1 + uniform())),
  );
  const listed = costs.map(row => row.flatMap((cost, j) => (cost < Infinity ? [{ j, cost }] : [])));
  const arcs: Arcs = {
    start: Int32Array.from([0, ...listed.map((_, i) => listed.slice(0, i + 1).flat().length)]),
    target: Int32Array.from(listed.flat(), ({ j }) => j),
    cost: Float64Array.from(listed.flat(), ({ cost }) => cost),
  };
  const masses = (count: number): Float64Array => {
    const drawn = Float64Array.from({ length: count }, () => 0.5 + uniform());
    return drawn.map(mass => mass / total(drawn));
  };
  const low = (count: number): Float64Array => Float64Array.from({ length: count }, () => -uniform());
  return { costs, start: { arcs, f: low(n), g: low(m) }, a: masses(n), b: masses(m) };
}

/** The same as formulas on dense arrays: six iterations at half the mean reduced cost, then two hard minima. */
function plain(costs: number[][], g: number[], a: number[], b: number[], epsilon: number): number[][] {
  const turned = Array.from({ length: m }, (_, j) => costs.map(row => row[j] ?? NaN));
  const soft = (rows: number[][], mass: number[], other: number[]): number[] =>
    rows.map((row, i) => {
      const sum = row.reduce((s, c, j) => s + Math.exp(((other[j] ?? NaN) - c) / epsilon), 0);
      return epsilon * Math.log(mass[i] ?? NaN) - epsilon * Math.log(sum);
    });
  const hard = (rows: number[][], other: number[]): number[] =>
    rows.map(row => Math.min(...row.map((c, j) => c - (other[j] ?? NaN))));
  let f: number[] = [];
  for (let k = 0; k < 6; k++) {
    f = soft(costs, a, g);
    g = soft(turned, b, f);
  }
  f = hard(costs, g);
  return [f, hard(turned, f)];
}

test('smoothedCandidates(…) is six of Sinkhorn’s iterations and two c-transforms over the arcs', t => {
  for (let seed = 0; seed < 5; seed++) {
    const { costs, start, a, b } = candidates(seed);
    const finite = costs.flatMap((row, i) =>
      row.flatMap((cost, j) => (cost < Infinity ? [cost - (start.f[i] ?? NaN) - (start.g[j] ?? NaN)] : [])),
    );
    const mean = finite.reduce((sum, cost) => sum + cost, 0) / finite.length;
    allClose(t, meanReducedCost(start), mean, { rtol: 1e-13 });
    const found = smoothedCandidates(start, a, b);
    const [f = [], g = []] = plain(costs, [...start.g], [...a], [...b], mean / 2);
    allClose(t, found.f, f, { rtol: 1e-12 });
    allClose(t, found.g, g, { rtol: 1e-12 });
    t.is(found.arcs, start.arcs);
  }
});

test('smoothedCandidates(…) stays below the costs, and above the potentials that it was given', t => {
  for (let seed = 5; seed < 10; seed++) {
    const { costs, start, a, b } = candidates(seed);
    const { f, g } = smoothedCandidates(start, a, b);
    costs.forEach((row, i) => row.forEach((c, j) => t.true((f[i] ?? NaN) + (g[j] ?? NaN) <= c + 1e-12)));
    t.true(dot(f, a) + dot(g, b) > dot(start.f, a) + dot(start.g, b));
  }
});

test('smoothedCandidates(…) leaves potentials that no arc lies above as they are', t => {
  const arcs: Arcs = { start: Int32Array.of(0, 1), target: Int32Array.of(0), cost: Float64Array.of(2) };
  const [f, g] = [Float64Array.of(2), Float64Array.of(0)];
  t.deepEqual(smoothedCandidates({ arcs, f, g }, Float64Array.of(1), Float64Array.of(1)), { arcs, f, g });
});
