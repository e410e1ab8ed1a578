import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { loadBackend, valueAndGradients } from '../../lib/engine/index.js';
import { NonFiniteLossError } from '../../lib/base/errors.js';
import { type CriticOptions, trainCritic } from '../../lib/adversaries/critic.js';
import {
  criticGradients,
  criticValues,
  evaluateCritic,
  makeCritic,
  readCritic,
} from '../../lib/adversaries/critic-network.js';
import { type LipschitzConstraint, slopePenalty } from '../../lib/adversaries/critic-step.js';
import { drawBetween, type SignedPoints } from '../../lib/adversaries/critic-training.js';
import { kantorovichRubinstein } from '../../lib/ot/duality/kantorovich-rubinstein.js';
import type { Matrix } from '../../lib/base/matrix.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { finiteDifferences } from '../support/gradients.js';
import { slow } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

const penalised: LipschitzConstraint = { kind: 'gradient-penalty' };
const oneSided: LipschitzConstraint = { kind: 'gradient-penalty', sides: 'above' };
const spectral: LipschitzConstraint = { kind: 'spectral-norm' };
const miyato: LipschitzConstraint = { kind: 'spectral-norm', orthonormalSteps: 0 };

function cloud(n: number, d: number, seed: number, shift = 0, std = 1): Matrix {
  const rng = Rng.fromSeed(seed);
  return {
    data: Float64Array.from({ length: n * d }, (_, k) => (k % d === 0 ? shift : 0) + std * rng.normal()),
    shape: [n, d],
  };
}

const quick = (options: Partial<CriticOptions>): CriticOptions => ({
  rng: Rng.fromSeed(1),
  units: [32, 32],
  steps: 150,
  ...options,
});

test.serial(
  'the network in double precision is the one of tensors, and its gradient that of finite differences',
  t => {
    const variables = makeCritic(3, [8, 6], Rng.fromSeed(2));
    const network = readCritic(variables);
    const points = cloud(5, 3, 3);
    const row = (i: number): Float64Array => points.data.subarray(3 * i, 3 * i + 3);
    tf.tidy(() => {
      const z = tf.tensor2d(Float32Array.from(points.data), [5, 3]);
      const values = criticValues(variables, z).values.dataSync();
      const gradients = criticGradients(variables, z).dataSync();
      for (let i = 0; i < 5; i++) {
        allClose(t, values[i]!, evaluateCritic(network, row(i)), { rtol: 1e-4, atol: 1e-5 });
        const expected = finiteDifferences(at => evaluateCritic(network, at), row(i), 1e-6);
        allClose(t, gradients.slice(3 * i, 3 * i + 3), expected, { rtol: 1e-4, atol: 1e-5 });
      }
    });
    tf.dispose([...variables.kernels, ...variables.biases]);
  },
);

test.serial(
  'the squared slope, differentiated again by a kernel, has the gradient of finite differences',
  t => {
    const variables = makeCritic(2, [4, 4], Rng.fromSeed(4));
    const points = cloud(4, 2, 5);
    const squares = (): tf.Scalar =>
      tf.sum(tf.square(criticGradients(variables, tf.tensor2d(Float32Array.from(points.data), [4, 2]))));
    const kernel = variables.kernels[1]!;
    const start = kernel.dataSync().slice();
    const { gradients } = tf.tidy(() => {
      const result = valueAndGradients(() => ({ loss: squares(), aside: {} }), [kernel]);
      return { gradients: result.gradients[0]?.dataSync().slice() ?? [] };
    });
    const network = readCritic(variables);
    const slopes = (entries: Float64Array): number => {
      const changed = {
        ...network,
        kernels: network.kernels.map((k, l) => (l === 1 ? { data: entries, shape: k.shape } : k)),
      };
      let sum = 0;
      for (let i = 0; i < 4; i++) {
        const slope = finiteDifferences(
          at => evaluateCritic(changed, at),
          points.data.subarray(2 * i, 2 * i + 2),
          1e-6,
        );
        sum += slope.reduce((s, v) => s + v * v, 0);
      }
      return sum;
    };
    allClose(t, gradients, finiteDifferences(slopes, start, 1e-3), { rtol: 1e-3, atol: 1e-3 });
    tf.dispose([...variables.kernels, ...variables.biases]);
  },
);

test.serial('slopePenalty of slopes 5 and ½ is λ (4² + ½²)/2, from above λ 4²/2', t => {
  tf.tidy(() => {
    const gradients = tf.tensor2d([3, 4, 0.3, 0.4], [2, 2]);
    allClose(t, slopePenalty(gradients, { lambda: 10, sides: 'both' }).dataSync(), [81.25], { rtol: 1e-5 });
    allClose(t, slopePenalty(gradients, { lambda: 10, sides: 'above' }).dataSync(), [80], { rtol: 1e-5 });
  });
});

test.serial('drawBetween is uniform on the segments, their ends drawn by weight', t => {
  const segments = 4000;
  const signed = (
    data: readonly number[],
    d: number,
    weights: readonly number[],
    positive: number,
  ): SignedPoints => ({
    points: { data: Float64Array.from(data), shape: [data.length / d, d] },
    weights: Float64Array.from(weights),
    positive,
  });
  const onSegment = drawBetween(signed([0, 1, 2, 5], 2, [1, -1], 1), segments, Rng.fromSeed(15));
  const column = (k: number): number[] => Array.from({ length: segments }, (_, s) => onSegment[2 * s + k]!);
  const shares = column(0).map(v => v / 2);
  allClose(
    t,
    column(1),
    shares.map(v => 1 + 4 * v),
    { rtol: 1e-5 },
  );
  t.true(shares.every(v => v >= 0 && v <= 1));
  const mean = shares.reduce((sum, v) => sum + v, 0) / segments;
  allClose(t, mean, 1 / 2, { rtol: 0, atol: 4 / Math.sqrt(12 * segments) });
  // u x + (1 − u) 0 is 0 just where x is, which weighs 1/4; as much for y, of which nothing weighs at 7.
  for (const input of [
    signed([0, 10, 0], 1, [0.25, 0.75, -1], 2),
    signed([0, 0, 10, 7], 1, [1, -0.25, -0.75, 0], 1),
  ]) {
    const zeros = drawBetween(input, segments, Rng.fromSeed(16)).filter(v => v === 0).length;
    allClose(t, zeros / segments, 0.25, { rtol: 0, atol: 4 * Math.sqrt(0.1875 / segments) });
  }
});

slow.serial(
  'trainCritic of a shift on the line climbs to it: spectral norm to 1e-3 from below, penalties nearby',
  t => {
    const x = cloud(30, 1, 6);
    const y = { data: x.data.map(v => v + 2), shape: x.shape };
    for (const constraint of [spectral, miyato]) {
      const { value, lowerBound, slope, lipschitzBound, converged } = trainCritic(
        x,
        y,
        quick({ constraint }),
      );
      allClose(t, value, 2, { rtol: 1e-3 });
      t.true(value <= 2 * (1 + 1e-9) && lowerBound <= 2 * (1 + 1e-9));
      allClose(t, lipschitzBound, 1, { rtol: 1e-12 });
      t.true(slope <= 1 + 1e-9 && converged);
    }
    for (const constraint of [penalised, oneSided]) {
      const { value, lowerBound, slope } = trainCritic(x, y, quick({ constraint }));
      // Climbing W·s − λ (s − 1)² in units of the spread ends at a slope above 1, of some 1 + W/(2λ).
      t.true(value > 1.9 && value < 2.4, `value ${value}`);
      t.true(lowerBound > 1.6 && lowerBound <= 2 * (1 + 1e-9), `lower bound ${lowerBound}`);
      t.true(slope > 0.95 && slope < 1.4, `slope ${slope}`);
    }
  },
);

slow.serial(
  'trainCritic climbs towards W1 of weighted clouds in the plane, and its lower bound stays below',
  t => {
    const [x, y] = [cloud(30, 2, 7, 0, 0.4), cloud(25, 2, 8, 0.5, 1.5)];
    const rng = Rng.fromSeed(9);
    const weights = (n: number): number[] => {
      const raw = Array.from({ length: n }, () => 0.2 + rng.uniform());
      const sum = raw.reduce((s, v) => s + v, 0);
      return raw.map(v => (3 * v) / sum);
    };
    const [a, b] = [weights(30), weights(25)];
    const exact = kantorovichRubinstein(x, y, { a, b }).value;
    for (const constraint of [spectral, penalised, oneSided]) {
      const critic = trainCritic(x, y, quick({ a, b, constraint }));
      t.true(critic.lowerBound <= exact * (1 + 1e-9));
      t.true(critic.lowerBound >= 0.8 * exact, `${constraint.kind}: ${critic.lowerBound} of ${exact}`);
      t.true(critic.slope <= critic.lipschitzBound * (1 + 1e-9));
      const values = critic.history.map(record => record.value);
      t.true(values.at(-1)! > 2 * values[0]!);
      allClose(t, critic.value, values.at(-1)!, { rtol: 0.05 });
      t.is(critic.history.at(-1)?.step, 149);
      // The learning rate falls to 0.
      const moves = values.slice(1).map((v, k) => Math.abs(v - values[k]!));
      t.true(moves.at(-1)! < moves[0]! / 4);
    }
  },
);

slow.serial('the potential is 1-Lipschitz far from the supports too, with spectral normalisation', t => {
  const { potential } = trainCritic(cloud(20, 2, 10), cloud(20, 2, 11, 1), quick({ steps: 50 }));
  const far = cloud(40, 2, 12, 0, 20);
  const row = (i: number): Float64Array => far.data.subarray(2 * i, 2 * i + 2);
  for (let i = 0; i < 40; i++) {
    for (let j = 0; j < i; j++) {
      const distance = Math.hypot(row(i)[0]! - row(j)[0]!, row(i)[1]! - row(j)[1]!);
      t.true(Math.abs(potential(row(i)) - potential(row(j))) <= distance * (1 + 1e-9));
    }
  }
});

slow.serial('trainCritic is the same seed for seed, and moves with shift, unit and mass', t => {
  const [x, y] = [cloud(15, 2, 13), cloud(15, 2, 14, 1)];
  const moved = (points: Matrix, f: (v: number) => number): Matrix => ({
    data: points.data.map(f),
    shape: points.shape,
  });
  const run = (p: Matrix, q: Matrix, options: Partial<CriticOptions> = {}): number =>
    trainCritic(p, q, quick({ steps: 20, units: [16], ...options })).value;
  for (const constraint of [spectral, penalised]) {
    const value = run(x, y, { constraint });
    t.true(value > 0);
    t.is(run(x, y, { constraint }), value);
    const a = new Float64Array(15).fill(4 / 15);
    allClose(t, run(x, y, { a, b: a, constraint }), 4 * value, { rtol: 1e-3 });
  }
  const value = run(x, y);
  allClose(
    t,
    run(
      moved(x, v => v + 5),
      moved(y, v => v + 5),
    ),
    value,
    { rtol: 1e-3 },
  );
  for (const unit of [1e9, 1e-9]) {
    allClose(
      t,
      run(
        moved(x, v => v * unit),
        moved(y, v => v * unit),
      ),
      unit * value,
      { rtol: 1e-3 },
    );
  }
});

slow.serial('trainCritic of one point with itself is 0, and leaves no tensor behind', t => {
  const before = tf.memory().numTensors;
  for (const constraint of [spectral, penalised]) {
    const same = trainCritic([3], [3], quick({ steps: 20, constraint }));
    t.deepEqual([same.value, same.lowerBound, same.slope], [0, 0, 0]);
  }
  t.is(tf.memory().numTensors, before);
});

slow.serial('trainCritic refuses bad options, and stops where the value is not finite', t => {
  const bad: Partial<CriticOptions>[] = [
    { units: [3] },
    { units: [0] },
    { steps: 0 },
    { learningRate: 0 },
    { recordEvery: 0.5 },
    { tolerance: NaN },
    { constraint: { kind: 'gradient-penalty', lambda: 0 } },
    { constraint: { kind: 'gradient-penalty', segments: 0 } },
    { constraint: { kind: 'spectral-norm', orthonormalSteps: -1 } },
    { a: [1, 1], b: [1, 2] },
  ];
  for (const options of bad) {
    t.throws(() => trainCritic([0, 1], [2, 3], quick(options)), {
      instanceOf: RangeError,
      message: /^trainCritic: expected/,
    });
  }
  t.throws(() => trainCritic([0], [1], quick({ constraint: { kind: 'clip' } as never })), {
    instanceOf: TypeError,
  });
  t.throws(() => trainCritic([0, 1], [2, 3], quick({ constraint: penalised, learningRate: 1e30 })), {
    instanceOf: NonFiniteLossError,
  });
});
