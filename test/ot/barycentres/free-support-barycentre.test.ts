import test from 'ava';
import { barycentre1d } from '../../../lib/ot/barycentres/barycentre-1d.js';
import { freeSupportBarycentre } from '../../../lib/ot/barycentres/free-support-barycentre.js';
import type { Matrix } from '../../../lib/base/matrix.js';
import { Rng } from '../../../lib/base/random.js';
import { allClose } from '../../support/all-close.js';
import { permutations } from '../../support/assignments.js';

const root = Rng.fromSeed(4).split('free-support');

function cloud(n: number, d: number, rng: Rng): Matrix {
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), shape: [n, d] };
}

test('freeSupportBarycentre on one point is the mean of the means, its value their spread', t => {
  const measures = [
    {
      points: [
        [0, 0],
        [4, 0],
      ],
      weights: [0.25, 0.75],
    },
    { points: [[1, 8]] },
  ];
  const found = freeSupportBarycentre(measures, { initial: [[50, 50]], proportions: [1, 3] });
  allClose(t, found.points.data, [1.5, 6]);
  // ¼ (¼ ‖(1.5, 6)‖² + ¾ ‖(2.5, −6)‖²) + ¾ ‖(0.5, −2)‖²
  allClose(t, found.value, 0.25 * (0.25 * 38.25 + 0.75 * 42.25) + 0.75 * 4.25);
  t.true(found.converged);
});

test('freeSupportBarycentre of shifted copies is the copy with the mean shift', t => {
  const x = cloud(12, 3, root.split('copies'));
  const shifts = [
    [0, 0, 0],
    [2, 0, -1],
    [1, 3, 1],
  ];
  const measures = shifts.map(shift => ({
    points: { ...x, data: x.data.map((value, at) => value + shift[at % 3]!) },
  }));
  for (const scale of [1, 1e9, 1e-9]) {
    const scaled = measures.map(({ points }) => ({
      points: { ...points, data: points.data.map(value => scale * value) },
    }));
    const found = freeSupportBarycentre(scaled, {
      initial: { ...x, data: x.data.map(value => scale * value) },
    });
    allClose(
      t,
      found.points.data,
      x.data.map((value, at) => scale * (value + (at % 3 === 2 ? 0 : 1))),
      { rtol: 1e-9, atol: 1e-12 * scale },
    );
    // Mean of ‖shift − (1, 1, 0)‖²: (2 + 3 + 5) / 3.
    allClose(t, found.value, (scale ** 2 * 10) / 3, { rtol: 1e-10 });
    t.true(found.converged);
  }
});

test('freeSupportBarycentre of three clouds of four is the best of all matchings, from the best start', t => {
  const rng = root.split('matchings');
  const measures = [0, 1, 2].map(() => ({ points: cloud(4, 2, rng) }));
  const orders = [...permutations(4)];
  let best = Infinity;
  for (const second of orders) {
    for (const third of orders) {
      let spread = 0;
      for (let i = 0; i < 4; i++) {
        for (let c = 0; c < 2; c++) {
          const matched = [i, second[i]!, third[i]!];
          const values = measures.map(({ points }, k) => points.data[2 * matched[k]! + c]!);
          const mean = values.reduce((sum, value) => sum + value) / 3;
          spread += values.reduce((sum, value) => sum + (value - mean) ** 2 / 3, 0) / 4;
        }
      }
      best = Math.min(best, spread);
    }
  }
  const values = Array.from({ length: 12 }, (_, k) =>
    freeSupportBarycentre(measures, { count: 4, rng: rng.split('start', k) }),
  ).map(({ value, converged }) => (converged ? value : Infinity));
  allClose(t, Math.min(...values), best, { rtol: 1e-10 });
});

test('freeSupportBarycentre on the line reaches barycentre1d, also weighted', t => {
  const rng = root.split('line');
  const measures = [
    { points: [0, 3, 1, 9], weights: [0.25, 0.25, 0.25, 0.25] },
    { points: [5, 2, 7], weights: [0.5, 0.25, 0.25] },
  ];
  const exact = barycentre1d(measures, { proportions: [2, 3] });
  const found = freeSupportBarycentre(measures, { initial: [1, 2, 3, 4], proportions: [2, 3] });
  allClose(t, found.value, exact.value, { rtol: 1e-10 });
  const weighted = freeSupportBarycentre(measures, {
    initial: exact.points,
    a: exact.weights,
    proportions: [2, 3],
  });
  allClose(t, weighted.points.data, exact.points, { rtol: 1e-12 });
  const drawn = freeSupportBarycentre(measures, { count: 6, rng });
  t.is(drawn.points.shape[0], 6);
  t.true(drawn.value > 0);
});

test('freeSupportBarycentre never lets the value rise, says when it was stopped, and leaves points without weight', t => {
  const rng = root.split('descent');
  const measures = [{ points: cloud(25, 2, rng) }, { points: cloud(30, 2, rng) }];
  const initial = cloud(10, 2, rng);
  const a = Float64Array.from({ length: 10 }, (_, i) => i);
  const stopped = [1, 2, 4].map(maxIterations =>
    freeSupportBarycentre(measures, { initial, a, maxIterations }),
  );
  const found = freeSupportBarycentre(measures, { initial, a });
  const values = [...stopped, found].map(({ value }) => value);
  t.deepEqual(
    values,
    [...values].sort((one, other) => other - one),
  );
  t.false(stopped[0]?.converged);
  t.true(found.converged);
  t.deepEqual([...found.points.data.subarray(0, 2)], [...initial.data.subarray(0, 2)]);
  allClose(
    t,
    found.weights,
    a.map(weight => weight / 45),
  );
});

test('freeSupportBarycentre refuses measures and options that do not fit', t => {
  const refuses = (body: () => unknown, message: RegExp): void => {
    t.throws(body, { instanceOf: RangeError, message });
  };
  const rng = root;
  const one = { points: [[0, 1]] };
  refuses(
    () => freeSupportBarycentre([], { count: 1, rng }),
    /^freeSupportBarycentre: expected at least one measure/,
  );
  refuses(
    () => freeSupportBarycentre([one, { points: [[1]] }], { count: 1, rng }),
    /as many coordinates, got 2 and 1/,
  );
  refuses(
    () => freeSupportBarycentre([one, { points: [[1, 2]], weights: [3] }], { count: 1, rng }),
    /the same total/,
  );
  refuses(() => freeSupportBarycentre([one], { count: 0, rng }), /`count` to be an integer ≥ 1, got 0/);
  refuses(() => freeSupportBarycentre([one], { initial: [[1]] }), /`initial` to have 2 coordinates, got 1/);
  refuses(
    () => freeSupportBarycentre([one], { count: 1, rng, maxIterations: 0 }),
    /`maxIterations` to be an integer ≥ 1/,
  );
});
