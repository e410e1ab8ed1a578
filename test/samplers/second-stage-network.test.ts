import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../../lib/engine/backend.js';
import { Rng } from '../../lib/base/random.js';
import {
  makeSecondStage,
  parametersOf,
  type SecondStage,
  secondStageLoss,
} from '../../lib/samplers/second-stage-network.js';
import type { SkipNetwork } from '../../lib/samplers/skip-network.js';
import { allClose } from '../support/all-close.js';
import { normalPoints } from '../support/points.js';
import { rawMoment } from '../support/statistics.js';
import { slow as test } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

type Row = readonly number[];

const [n, d] = [5, 2];
const z = normalPoints(n, d, 1);
const noise = normalPoints(n, d, 2);

const matrixOf = (values: Float32Array): tf.Tensor2D => tf.tensor2d(values, [n, d]);

/** The network in plain numbers, one row at a time. */
function plainly({ kernels, biases }: SkipNetwork<tf.Variable>, x: Row): Row {
  const layer = (input: Row, l: number): Row => {
    const kernel = (kernels[l] as tf.Variable<tf.Rank.R2>).arraySync();
    return [...biases[l]!.dataSync()].map((bias, j) =>
      input.reduce((sum, value, i) => sum + value * kernel[i]![j]!, bias),
    );
  };
  let h = x;
  for (let l = 0; l < kernels.length - 1; l++) h = layer(h, l).map(value => Math.max(value, 0));
  return layer(kernels.length === 1 ? x : [...x, ...h], kernels.length - 1);
}

/** The loss in plain numbers: reconstruction and penalty. */
function plainLoss({ encoder, decoder, logGamma }: SecondStage<tf.Variable>): [number, number] {
  const gamma = Math.exp(logGamma.dataSync()[0]!);
  let [reconstruction, penalty] = [0, 0];
  for (let i = 0; i < n; i++) {
    const code = [...z.subarray(i * d, (i + 1) * d)];
    const out = plainly(encoder, code);
    const [mean, logVariance] = [out.slice(0, d), out.slice(d)];
    const u = mean.map((m, c) => m + Math.exp(logVariance[c]! / 2) * noise[i * d + c]!);
    plainly(decoder, u).forEach((back, c) => {
      const density =
        Math.exp(-((code[c]! - back) ** 2) / (2 * gamma ** 2)) / (gamma * Math.sqrt(2 * Math.PI));
      reconstruction -= Math.log(density) / n;
      const variance = Math.exp(logVariance[c]!);
      penalty += 0.5 * (variance + mean[c]! ** 2 - 1 - Math.log(variance)) * (1 / n);
    });
  }
  return [reconstruction, penalty];
}

/** A network whose biases and γ are not at their start. */
function stirred(units: readonly number[]): SecondStage<tf.Variable> {
  const stage = makeSecondStage(d, units, Rng.fromSeed(3), Math.exp(-0.4));
  [...stage.encoder.biases, ...stage.decoder.biases].forEach((bias, l) =>
    tf.tidy(() => bias.assign(tf.tensor1d(normalPoints(bias.size, 1, 10 + l, 0.3)))),
  );
  return stage;
}

test('secondStageLoss(stage, z, noise) is −log N(z; ẑ(u), γ²) + KL in plain numbers', t => {
  for (const units of [[], [4], [4, 3]]) {
    const stage = stirred(units);
    const before = tf.memory().numTensors;
    const values = tf.tidy(() => {
      const { loss, reconstruction, penalty } = secondStageLoss(stage, matrixOf(z), matrixOf(noise));
      return [loss, reconstruction, penalty].map(tensor => tensor.dataSync()[0]!);
    });
    t.is(tf.memory().numTensors, before);
    const [reconstruction, penalty] = plainLoss(stage);
    allClose(t, values, [reconstruction + penalty, reconstruction, penalty], { rtol: 1e-5, atol: 1e-5 });
    tf.dispose([...parametersOf(stage)]);
  }
});

test('secondStageLoss(stage, z, noise) has the gradients of finite differences in every parameter', t => {
  const stage = stirred([3]);
  const parameters = parametersOf(stage);
  const { grads } = tf.variableGrads(
    () => secondStageLoss(stage, matrixOf(z), matrixOf(noise)).loss,
    [...parameters],
  );
  const value = (): number => plainLoss(stage).reduce((sum, part) => sum + part, 0);
  for (const parameter of parameters) {
    const at = parameter.dataSync<'float32'>().slice();
    const differences = Array.from(at, (_, k) => {
      const [up, down] = [1e-3, -1e-3].map(step => {
        const moved = at.slice();
        moved[k]! += step;
        tf.tidy(() => parameter.assign(tf.tensor(moved, parameter.shape)));
        return value();
      }) as [number, number];
      return (up - down) / 2e-3;
    });
    tf.tidy(() => parameter.assign(tf.tensor(at, parameter.shape)));
    const gradient = grads[parameter.name]!.dataSync();
    allClose(t, gradient, differences, { rtol: 1e-2, atol: 1e-2 });
  }
  tf.dispose(grads);
  tf.dispose([...parameters]);
});

test('makeSecondStage(d, units) has the variances 2/inputs and 1/inputs, biases 0 and the γ it is given', t => {
  const stage = makeSecondStage(100, [200, 300], Rng.fromSeed(4), 0.25);
  const shapes = ({ kernels }: SkipNetwork<tf.Variable>): unknown => kernels.map(({ shape }) => shape);
  t.deepEqual(shapes(stage.encoder), [
    [100, 200],
    [200, 300],
    [400, 200],
  ]);
  t.deepEqual(shapes(stage.decoder), [
    [100, 200],
    [200, 300],
    [400, 100],
  ]);
  // Cut at two standard deviations, a normal number keeps 0.7737 of its variance.
  const spread = stage.encoder.kernels.map(kernel => {
    return rawMoment(kernel.dataSync(), 2) / 0.7737;
  });
  allClose(t, spread, [2 / 100, 2 / 200, 1 / 400], { rtol: 0.03 });
  t.true(stage.encoder.biases.every(bias => bias.dataSync().every(value => value === 0)));
  allClose(t, stage.logGamma.dataSync(), [Math.log(0.25)], { rtol: 1e-6 });
  const [one, other] = [stage.encoder.kernels[0], stage.decoder.kernels[0]] as [tf.Variable, tf.Variable];
  t.notDeepEqual(one.dataSync(), other.dataSync());
  tf.dispose([...parametersOf(stage)]);
});
