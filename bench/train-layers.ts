import * as tf from '@tensorflow/tfjs';
import { RELEASED_BATCH_NORM } from '../lib/models/layers.js';
import type { Layout } from './train-layout.js';
import { countParameters, type Start, type System } from './train-system.js';

/** The encoder and the decoder as somebody who knows `tf.layers` would write them. */
function layers({
  image: [height, width, channels],
  ...layout
}: Layout): readonly [encoder: tf.Sequential, decoder: tf.Sequential] {
  const { kernelSize, encoderFilters, decoderFilters, latent } = layout;
  const convolution = { kernelSize, strides: 2, padding: 'same', useBias: false } as const;
  const norm = (): tf.layers.Layer =>
    tf.layers.batchNormalization({
      momentum: RELEASED_BATCH_NORM.decay,
      epsilon: RELEASED_BATCH_NORM.epsilon,
    });
  const encoder = tf.sequential({
    layers: encoderFilters.flatMap((filters, i) => [
      tf.layers.conv2d({
        ...convolution,
        filters,
        ...(i === 0 ? { inputShape: [height, width, channels] } : {}),
      }),
      norm(),
      tf.layers.reLU(),
    ]),
  });
  encoder.add(tf.layers.flatten());
  encoder.add(tf.layers.dense({ units: latent }));
  const [first = channels, ...rest] = decoderFilters;
  const start = [height / 2 ** rest.length, width / 2 ** rest.length, first] as const;
  const units = start[0] * start[1] * start[2];
  const decoder = tf.sequential({
    layers: [
      tf.layers.dense({ units, activation: 'relu', inputShape: [latent] }),
      tf.layers.reshape({ targetShape: [...start] }),
      ...rest.flatMap(filters => [
        tf.layers.conv2dTranspose({ ...convolution, filters }),
        norm(),
        tf.layers.reLU(),
      ]),
      tf.layers.conv2dTranspose({
        filters: channels,
        kernelSize,
        strides: 1,
        padding: 'same',
        activation: 'sigmoid',
      }),
    ],
  });
  return [encoder, decoder];
}

/** ‖x‖² + ‖y‖² − 2⟨x, y⟩ for all pairs. */
function distances(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  const norms = x.square().sum(1, true).add(y.square().sum(1));
  return norms.sub(tf.matMul(x, y, false, true).mul(2));
}

/** Σ over the constants of C/(C + d); all in one array, the faster way in eager tfjs. */
function kernel(squared: tf.Tensor2D, values: readonly number[]): tf.Tensor2D {
  const constants = tf.tensor3d([...values], [values.length, 1, 1]);
  return constants.div(constants.add(squared)).sum(0);
}

function mmd(
  z: tf.Tensor2D,
  zPrior: tf.Tensor2D,
  offDiagonal: tf.Tensor2D,
  { batch, kernelConstants }: Layout,
): tf.Scalar {
  const k = (x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D => kernel(distances(x, y), kernelConstants);
  const within = k(z, z).add(k(zPrior, zPrior));
  const mean = within
    .mul(offDiagonal)
    .sum()
    .div(batch * (batch - 1));
  return mean.sub(k(z, zPrior).mean().mul(2)) as tf.Scalar;
}

/** The same step in plain tfjs: `tf.layers` and `tf.train.adam().minimize`, one kernel after another. */
export function layersSystem({ layout, model, images }: Start): System {
  const { batch, image, latent, costScale, learningRate, beta1, beta2, lambda } = layout;
  const [encoder, decoder] = layers(layout);
  const initial = model.players[0]?.parameters ?? [];
  const trained = [...encoder.trainableWeights, ...decoder.trainableWeights];
  trained.forEach((weight, i) => weight.write(initial[i]!.clone()));
  const parameters = countParameters(model);
  const own = [...encoder.trainableWeights, ...decoder.trainableWeights].reduce(
    (sum, { shape }) => sum + shape.reduce((a: number, b) => a * (b ?? 1), 1),
    0,
  );
  if (own !== parameters)
    throw new Error(`the tf.layers model has ${own} parameters, the project's ${parameters}`);
  tf.dispose(model.networks.flatMap(network => [...network.parameters, ...network.statistics]));
  const optimizer = tf.train.adam(learningRate, beta1, beta2, 1e-8);
  const pixels = tf.tensor4d(Int32Array.from(images), [batch, ...image], 'int32');
  const offDiagonal = tf.tidy(() => tf.sub<tf.Tensor2D>(1, tf.eye(batch)));
  const loss = (zPrior: tf.Tensor2D, pixelNoise: tf.Tensor4D): tf.Scalar => {
    const x = pixels.toFloat().div<tf.Tensor4D>(255);
    const z = encoder.apply(x.add(pixelNoise), { training: true }) as tf.Tensor2D;
    const y = decoder.apply(z, { training: true }) as tf.Tensor4D;
    const reconstruction = x
      .sub(y)
      .square()
      .sum()
      .mul(costScale / batch);
    return reconstruction.add(mmd(z, zPrior, offDiagonal, layout).mul(lambda)) as tf.Scalar;
  };
  return {
    parameters,
    step(noise) {
      const zPrior = tf.tensor2d(noise.zPrior, [batch, latent]);
      const pixelNoise = tf.tensor4d(noise.pixelNoise, [batch, ...image]);
      const start = performance.now();
      const value = tf.tidy(
        () => optimizer.minimize(() => loss(zPrior, pixelNoise), true)?.dataSync()[0] ?? NaN,
      );
      const ms = performance.now() - start;
      tf.dispose([zPrior, pixelNoise]);
      return { loss: value, ms };
    },
  };
}
