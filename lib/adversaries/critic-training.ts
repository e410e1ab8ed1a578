import * as tf from '@tensorflow/tfjs';
import { adamInputs, descent, type InputSpec, type InputValues } from '../engine/index.js';
import { drawer, type Matrix, type Rng } from '../base/index.js';
import {
  type CriticVariables,
  type CriticWeights,
  evaluateCritic,
  makeCritic,
  readCritic,
} from './critic-network.js';
import { criticStep, type ResolvedConstraint } from './critic-step.js';
import { orthonormalStep, spectralNorm } from './spectral-norm.js';

/** The value before step `step` + 1. */
export interface CriticRecord {
  readonly step: number;
  readonly value: number;
}

/** Options of a training with every number put in. */
export interface CriticPlan {
  readonly constraint: ResolvedConstraint;
  readonly units: readonly number[];
  readonly steps: number;
  readonly learningRate: number;
  readonly recordEvery: number;
  readonly rng: Rng;
}

/** Points with signed weights of total 0: the first `positive` points are those of weight ≥ 0. */
export interface SignedPoints {
  readonly points: Matrix;
  readonly weights: Float64Array;
  readonly positive: number;
}

/**
 * Trains a critic to climb Σ weights · φ(points).
 * @returns its kernels, divided by their largest singular values if the constraint is spectral
 * @throws NonFiniteLossError if the value is not finite
 */
export function climb(
  signed: SignedPoints,
  plan: CriticPlan,
): { readonly network: CriticWeights; readonly history: readonly CriticRecord[] } {
  const variables = makeCritic(signed.points.shape[1], plan.units, plan.rng.split('network'));
  const { step, optimizer, dispose } = criticStep(variables, plan.constraint, plan.rng.split('step'));
  const history: CriticRecord[] = [];
  try {
    turnUpwards(variables, signed);
    const { specs, values } = inputsOf(signed, plan);
    const descended = descent({
      step,
      inputs: specs,
      values: t => ({
        ...values(t),
        ...optimizer.inputs(t, { learningRate: plan.learningRate * (1 - (t - 1) / plan.steps) }),
      }),
      steps: plan.steps,
      variables: [...variables.kernels, ...variables.biases],
      nameOfTerm: name => `the critic’s ${name}`,
    });
    for (const { t, outputs } of descended) {
      if ((t - 1) % plan.recordEvery === 0) history.push({ step: t - 1, value: outputs['value']! });
    }
    return { network: finished(readCritic(variables), plan.constraint), history };
  } finally {
    dispose();
    tf.dispose([...variables.kernels, ...variables.biases]);
  }
}

/**
 * Turns φ over if its value starts below 0: the two-sided penalty holds a slope of −1 as firmly as one of 1, and
 * on the line there is no way from the one to the other but through 0.
 */
function turnUpwards(variables: CriticVariables, { points, weights }: SignedPoints): void {
  const d = points.shape[1];
  const network = readCritic(variables);
  const value = weights.reduce(
    (sum, weight, i) => sum + weight * evaluateCritic(network, points.data.subarray(i * d, (i + 1) * d)),
    0,
  );
  if (value < 0)
    tf.tidy(() => variables.kernels.at(-1)?.assign(tf.neg(variables.kernels.at(-1) as tf.Tensor2D)));
}

/** The kernels as the constraint has them, σ exact. */
function finished(network: CriticWeights, constraint: ResolvedConstraint): CriticWeights {
  if (constraint.kind !== 'spectral-norm') return network;
  const kernels = network.kernels.map(kernel => {
    let w = overNorm(kernel);
    for (let k = 0; k < constraint.orthonormalSteps; k++) w = orthonormalStep(w);
    return overNorm(w);
  });
  return { ...network, kernels };
}

/** W/‖W‖₂. */
function overNorm(kernel: Matrix): Matrix {
  const norm = spectralNorm(kernel);
  return norm === 0 ? kernel : { data: kernel.data.map(entry => entry / norm), shape: kernel.shape };
}

/** The step's inputs: their shapes, and their values at step t but for the optimiser's. */
function inputsOf(
  signed: SignedPoints,
  { constraint, rng }: CriticPlan,
): { readonly specs: Record<string, InputSpec>; readonly values: (t: number) => InputValues } {
  const [count, d] = signed.points.shape;
  const float = (...shape: number[]): InputSpec => ({ shape, dtype: 'float32' });
  const fixed = {
    points: Float32Array.from(signed.points.data),
    weights: Float32Array.from(signed.weights),
  };
  const specs = {
    points: float(count, d),
    weights: float(count, 1),
    ...adamInputs(),
  };
  if (constraint.kind === 'spectral-norm') return { specs, values: () => fixed };
  const { segments } = constraint;
  return {
    specs: { ...specs, between: float(segments, d) },
    values: t => ({ ...fixed, between: drawBetween(signed, segments, rng.split('between', t)) }),
  };
}

/** Points u x + (1 − u) y, x and y drawn by their weights and u uniform on [0, 1); [segments, d]. */
export function drawBetween(
  { points, weights, positive }: SignedPoints,
  segments: number,
  rng: Rng,
): Float32Array {
  const d = points.shape[1];
  const drawX = drawer(weights.subarray(0, positive));
  const drawY = drawer(weights.subarray(positive).map(weight => -weight));
  const out = new Float32Array(segments * d);
  for (let s = 0; s < segments; s++) {
    const [i, j, u] = [drawX(rng), positive + drawY(rng), rng.uniform()];
    for (let k = 0; k < d; k++) {
      out[s * d + k] = u * points.data[i * d + k]! + (1 - u) * points.data[j * d + k]!;
    }
  }
  return out;
}
