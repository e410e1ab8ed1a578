import * as tf from '@tensorflow/tfjs';
import {
  checkCount,
  checkPoints,
  checkPositive,
  inDouble,
  naming,
  nextTurn,
  type Points,
  type Rng,
  rangeError,
  rowsAt,
} from '../base/index.js';
import { Adam, adamInputs, adamScalars, descent, objectiveAndGradients } from '../engine/index.js';
import { priorStd, type Prior, samplePrior } from '../latent/index.js';
import { assignment, pointCost } from '../ot/index.js';
import type { Sampler } from './sampler.js';
import {
  keepNetwork,
  type KeptTensor,
  makeSkipNetwork,
  putNetwork,
  type SkipNetwork,
  throughSkipNetwork,
} from './skip-network.js';

/** Points that are moved at once. */
const CHUNK = 1000;

/** How {@link flowSampler} trains. */
export interface FlowOptions {
  /** Where initial weights, batches, prior draws and times come from. */
  readonly rng: Rng;
  /** Which prior draw goes to which code in a batch: by `optimal` transport, or `independent` ones; optimal. */
  readonly coupling?: 'optimal' | 'independent';
  /** Units of the hidden layers; three times 256. */
  readonly units?: readonly number[];
  /** Steps of Adam; 3,000. */
  readonly steps?: number;
  /** Pairs a step, or as many as there are codes; 256. */
  readonly batchSize?: number;
  /** Adam's α at the first step, from where it falls linearly to 0; 2e-3. */
  readonly learningRate?: number;
  /** Steps of the midpoint rule from t = 0 to 1; 20. */
  readonly integrationSteps?: number;
  /** Asks for a stop after the step at hand. */
  readonly signal?: AbortSignal;
  /** Told after each step, counted from 1, its loss. */
  readonly onStep?: (step: number, loss: number) => void;
}

/** A sampler that moves prior draws to where codes are. */
export interface FlowSampler extends Sampler {
  readonly name: 'flow';
  /** The loss of each step, latent unit² in units of the prior's variance. */
  readonly losses: readonly number[];
  /**
   * The ways of points: where they are at t = 0, 1/integrationSteps, … 1.
   * @param from points at t = 0, [n, d]
   * @returns [integrationSteps + 1][n, d]
   * @throws RangeError unless they are whole, finite and of the prior's space
   */
  paths(from: Points<Float32Array>): readonly Points<Float32Array>[];
}

/**
 * Flow matching from the prior to codes: trains v to minimise
 *
 *     E ‖v((1 − t) x₀ + t x₁, t) − (x₁ − x₀)‖² / d,   t uniform on [0, 1),
 *
 * x₀ prior draws and x₁ codes, paired within each batch by optimal transport of squared distances (or as they come), and
 * samples by x₁ = x₀ + ∫ v(x_t, t) dt from prior draws x₀. With optimal pairs the paths are nearly straight lines, and if
 * codes are distributed like the prior the flow is near the identity: how far it moves tells how far the prior is off.
 *
 * For a Gaussian encoder the codes should be draws from Q(Z|x), not its means. Points are in units of the prior's standard
 * deviation inside.
 * @param codes training codes, [n, d], n ≥ 2
 * @throws RangeError for bad codes or options
 * @throws NonFiniteLossError if the loss, or at the end a variable, is not finite
 * @throws the signal's reason if it asks for a stop
 * @see lipman:23, equation 23 (conditional flow matching); tong:24, section 3.2 (minibatch optimal transport)
 */
export async function flowSampler(codes: Points, prior: Prior, options: FlowOptions): Promise<FlowSampler> {
  const { rng, coupling = 'optimal', units = [256, 256, 256], steps = 3000, learningRate = 2e-3 } = options;
  const { batchSize: wanted = 256, integrationSteps = 20, signal, onStep = () => {} } = options;
  const d = prior.dimension;
  naming('flowSampler', () => {
    for (const width of units) checkCount(width, 'units', 1);
    checkCount(steps, 'steps', 1);
    checkCount(wanted, 'batchSize', 1);
    checkCount(integrationSteps, 'integrationSteps', 1);
    checkPositive(learningRate, 'learningRate');
    checkSpace(codes, 'codes', d, 2);
  });
  const batchSize = Math.min(wanted, codes.shape[0]);
  const scale = priorStd(prior);
  const weights = rng.split('weights');
  // The last kernel is 0, so that the flow begins as the identity.
  const network = makeSkipNetwork({
    name: 'flow',
    inputs: d + 1,
    units,
    outputs: d,
    lastGain: 0,
    kernelRng: l => weights.split('kernel', l),
  });
  const parameters = [...network.kernels, ...network.biases];
  const optimizer = new Adam(parameters);
  const descender = {
    parameters,
    objective: ({ x0, x1, t }: Readonly<Record<string, tf.Tensor>>) => ({
      loss: flowLoss(network, x0 as tf.Tensor2D, x1 as tf.Tensor2D, t as tf.Tensor2D),
      terms: {},
      updates: [],
    }),
  };
  const losses: number[] = [];
  try {
    const batch = { shape: [batchSize, d], dtype: 'float32' } as const;
    const descended = descent({
      step: inputs => {
        const { loss, gradients } = objectiveAndGradients(descender, inputs);
        optimizer.apply(gradients, adamScalars(inputs));
        return { loss };
      },
      inputs: { x0: batch, x1: batch, t: { shape: [batchSize, 1], dtype: 'float32' }, ...adamInputs() },
      values: step => ({
        ...drawPairs(codes, prior, { batchSize, coupling, scale }, rng.split('batch', step)),
        t: drawTimes(batchSize, rng.split('times', step)),
        ...optimizer.inputs(step, { learningRate: learningRate * (1 - (step - 1) / steps) }),
      }),
      steps,
      variables: parameters,
      nameOfTerm: name => `the flow’s ${name}`,
    });
    for (const { t: step, outputs } of descended) {
      losses.push(outputs['loss']!);
      onStep(step, outputs['loss']!);
      await nextTurn(signal);
    }
    const kept = keepNetwork(network);
    const paths: FlowSampler['paths'] = from => {
      naming('FlowSampler.paths', () => checkSpace(from, 'from', d, 0));
      return integrate(kept, from, { scale, steps: integrationSteps });
    };
    return {
      name: 'flow',
      losses,
      paths,
      sample(count, stream) {
        naming('FlowSampler.sample', () => checkCount(count, 'count', 0));
        return paths(samplePrior(prior, count, stream)).at(-1)!;
      },
    };
  } finally {
    optimizer.dispose();
    tf.dispose(parameters);
  }
}

/**
 * The loss of a batch of pairs, a mean over pairs and coordinates; the caller owns it.
 * @param x0 [n, d]
 * @param x1 [n, d]
 * @param t [n, 1]
 */
export function flowLoss(
  network: SkipNetwork<tf.Tensor>,
  x0: tf.Tensor2D,
  x1: tf.Tensor2D,
  t: tf.Tensor2D,
): tf.Scalar {
  return tf.tidy(() => {
    const way = tf.sub<tf.Tensor2D>(x1, x0);
    const between = tf.add<tf.Tensor2D>(x0, tf.mul(t, way));
    return tf.mean(tf.square(tf.sub(velocity(network, between, t), way)));
  });
}

/**
 * The velocity field v(x, t): the network on [x, t]; the caller owns it.
 * @param x [n, d]
 * @param t [n, 1], in [0, 1]
 * @returns [n, d]
 */
function velocity(network: SkipNetwork<tf.Tensor>, x: tf.Tensor2D, t: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => throughSkipNetwork(network, tf.concat2d([x, t], 1)));
}

function drawTimes(count: number, rng: Rng): Float32Array {
  return Float32Array.from({ length: count }, () => rng.uniform());
}

/** A batch of pairs in units of the prior's standard deviation. */
function drawPairs(
  codes: Points,
  prior: Prior,
  {
    batchSize,
    coupling,
    scale,
  }: {
    readonly batchSize: number;
    readonly coupling: 'optimal' | 'independent';
    readonly scale: number;
  },
  rng: Rng,
): { readonly x0: Float32Array; readonly x1: Float32Array } {
  const x0 = over(samplePrior(prior, batchSize, rng.split('prior')), scale);
  const places = rng.split('codes').permutation(codes.shape[0]).subarray(0, batchSize);
  const x1 = over(rowsAt(codes, places), scale);
  return { x0: x0.data, x1: coupling === 'optimal' ? rowsAt(x1, optimalOrder(x0, x1)).data : x1.data };
}

/** For each x the y of the cheapest matching, by squared distance. */
function optimalOrder(x: Points, y: Points): Int32Array {
  return assignment(pointCost(inDouble(x), inDouble(y), { kind: 'squared-euclidean' })).columns;
}

function over({ data, shape }: Points, scale: number): Points<Float32Array> {
  return { data: Float32Array.from(data, value => value / scale), shape };
}

function checkSpace(points: Points, name: string, d: number, least: number): void {
  checkPoints(points, name, least);
  if (points.shape[1] !== d) {
    throw rangeError(`\`${name}\` to have the prior's ${d} coordinates, got ${points.shape[1]}`);
  }
}

/** The midpoint rule: x(t + h) = x + h v(x + h/2 v(x, t), t + h/2). */
function integrate(
  kept: SkipNetwork<KeptTensor>,
  from: Points<Float32Array>,
  { scale, steps }: { readonly scale: number; readonly steps: number },
): readonly Points<Float32Array>[] {
  const { data, shape } = from;
  const d = shape[1];
  const frames = Array.from({ length: steps + 1 }, (_, k) =>
    k === 0 ? from : { data: new Float32Array(data.length), shape },
  );
  const h = 1 / steps;
  tf.tidy(() => {
    const network = putNetwork(kept);
    for (let start = 0; start < data.length; start += CHUNK * d) {
      const part = data.subarray(start, start + CHUNK * d);
      const n = part.length / d;
      let x = tf.div<tf.Tensor2D>(tf.tensor2d(part, [n, d]), scale);
      for (let k = 0; k < steps; k++) {
        const next = tf.tidy(() => {
          const at = (time: number): tf.Tensor2D => tf.mul(tf.ones([n, 1]), time);
          const middle = tf.add<tf.Tensor2D>(x, tf.mul(velocity(network, x, at(k * h)), h / 2));
          return tf.add<tf.Tensor2D>(x, tf.mul(velocity(network, middle, at((k + 0.5) * h)), h));
        });
        x.dispose();
        x = next;
        frames[k + 1]!.data.set(
          tf.tidy(() => tf.mul(x, scale).dataSync<'float32'>()),
          start,
        );
      }
      x.dispose();
    }
  });
  return frames;
}
