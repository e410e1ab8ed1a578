import { networkSimplex, pointCost, type SparsePlan, type Transport } from '../ot/index.js';
import { checkCount, type Matrix, naming, rangeError, type Rng } from '../base/index.js';

/** The points and probabilities that make a {@link FiniteWorld}. */
export interface WorldParts {
  /** x, the data points, and their probabilities p_X; [n, d] and [n]. */
  readonly data: Matrix;
  readonly dataWeights: Float64Array;
  /** p_Z, the prior's probabilities of the codes; [k]. */
  readonly priorWeights: Float64Array;
  /** y, the places; [m, d]. */
  readonly places: Matrix;
  /** p(y_j | z_l), [k, m], rows sum to 1. A deterministic decoder G has a single 1 in each row. */
  readonly decoder: Matrix;
}

/**
 * A generative model in which everything is finite: n data points, k codes, m places where an image can land. All that
 * the theory of Wasserstein auto-encoders integrates is a sum here.
 */
export interface FiniteWorld extends WorldParts {
  /** c(x_i, y_j) = ‖x_i − y_j‖², [n, m]. */
  readonly cost: Matrix;
}

/** How many of each, and what decoder. */
export interface RandomWorldOptions {
  /** n, 5 if left out. */
  readonly data?: number;
  /** k, 6. */
  readonly codes?: number;
  /** m, 6. */
  readonly places?: number;
  /**
   * `injective`: G sends every code to a place of its own (k ≤ m); `deterministic`: to any place, so that two codes may
   * share one; `random`: p(y | z) is positive everywhere.
   */
  readonly decoder?: 'injective' | 'deterministic' | 'random';
}

/**
 * A world whose points are standard normal in the plane and whose probabilities are uniform numbers over their sum.
 * @throws RangeError if a number is not an integer ≥ 1, or an injective decoder has too few places
 */
export function randomWorld(
  rng: Rng,
  { data = 5, codes = 6, places = 6, decoder = 'deterministic' }: RandomWorldOptions = {},
): FiniteWorld {
  naming('randomWorld', () => {
    for (const [name, count] of Object.entries({ data, codes, places })) checkCount(count, name, 1);
  });
  return finiteWorld({
    data: normalPoints(rng.split('data'), data),
    dataWeights: randomWeights(rng.split('data weights'), data),
    priorWeights: randomWeights(rng.split('prior'), codes),
    places: normalPoints(rng.split('places'), places),
    decoder: randomDecoder(rng.split('decoder'), decoder, [codes, places]),
  });
}

/**
 * The world of these points and probabilities, with the cost ‖x − y‖².
 * @throws RangeError if the parts do not fit each other
 */
export function finiteWorld(parts: WorldParts): FiniteWorld {
  return naming('finiteWorld', () => {
    const { data, dataWeights, priorWeights, places, decoder } = parts;
    const [n, m, k] = [data.shape[0], places.shape[0], priorWeights.length];
    if (dataWeights.length !== n || decoder.shape[0] !== k || decoder.shape[1] !== m) {
      throw rangeError(
        `${n} data weights and a decoder of [${k}, ${m}], got ${dataWeights.length} and [${decoder.shape.join(', ')}]`,
      );
    }
    const cost = pointCost(data, places, { kind: 'squared-euclidean' });
    const table = new Float64Array(n * m);
    for (let i = 0; i < n; i++) cost.row(i, table.subarray(i * m, (i + 1) * m));
    return { ...parts, cost: { data: table, shape: [n, m] } };
  });
}

/** p_G(y) = Σ_z p(y | z) p_Z(z), what the model generates; [m]. */
export function generatedWeights({ priorWeights, decoder }: FiniteWorld): Float64Array {
  return throughRows(priorWeights, decoder);
}

/**
 * q_Z(z) = Σ_x q(z | x) p_X(x), the codes of all data together; [k].
 * @param encoder q(z_l | x_i), [n, k], rows sum to 1
 */
export function aggregatedPosterior({ dataWeights }: FiniteWorld, encoder: Matrix): Float64Array {
  return throughRows(dataWeights, encoder);
}

/**
 * γ(x, y) = Σ_z p(y | z) q(z | x) p_X(x), how an encoder and the decoder together join data and images; [n, m]. Its
 * first marginal is p_X, its second Σ_z p(y | z) q_Z(z), which is p_G if q_Z = p_Z.
 * @param encoder q(z_l | x_i), [n, k], rows sum to 1
 * @see tolstikhin:18, section 2.2
 */
export function encodedCoupling({ dataWeights, decoder }: FiniteWorld, encoder: Matrix): Matrix {
  const [n, k] = encoder.shape;
  const m = decoder.shape[1];
  const data = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    const row = throughRows(encoder.data.subarray(i * k, (i + 1) * k), decoder);
    row.forEach((share, j) => (data[i * m + j] = dataWeights[i]! * share));
  }
  return { data, shape: [n, m] };
}

/** Σ_y p(y | z) c(x, y), what it costs on average to reconstruct x from z; [n, k]. With G it is c(x, G(z)). */
export function reconstructionCosts({ cost, decoder }: FiniteWorld): Matrix {
  const [n, m] = cost.shape;
  const k = decoder.shape[0];
  const data = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < k; l++) {
      let mean = 0;
      for (let j = 0; j < m; j++) mean += decoder.data[l * m + j]! * cost.data[i * m + j]!;
      data[i * k + l] = mean;
    }
  }
  return { data, shape: [n, k] };
}

/** W_c(P_X, P_G): the infimum of Σ c γ over all couplings of data and images, by the network simplex. */
export function optimalCoupling(world: FiniteWorld): Transport<SparsePlan> {
  return networkSimplex(world.cost, { a: world.dataWeights, b: generatedWeights(world) });
}

/** Σ_r weights_r row_r */
function throughRows(weights: Float64Array, { data, shape: [rows, columns] }: Matrix): Float64Array {
  const out = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < columns; j++) {
      out[j]! += weights[r]! * data[r * columns + j]!;
    }
  }
  return out;
}

function normalPoints(rng: Rng, n: number): Matrix {
  return { data: Float64Array.from({ length: 2 * n }, () => rng.normal()), shape: [n, 2] };
}

/** Uniform numbers from 0.1 to 1, over their sum. */
function randomWeights(rng: Rng, n: number): Float64Array {
  const weights = Float64Array.from({ length: n }, () => rng.between(0.1, 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map(weight => weight / sum);
}

function randomDecoder(
  rng: Rng,
  kind: NonNullable<RandomWorldOptions['decoder']>,
  [k, m]: readonly [number, number],
): Matrix {
  switch (kind) {
    case 'injective':
      if (k > m) {
        throw new RangeError(
          `randomWorld: expected as many \`places\` as codes for an injective decoder, got ${m} for ${k}`,
        );
      }
      return decoderOfMap(Array.from(rng.permutation(m).subarray(0, k)), m);
    case 'deterministic':
      return decoderOfMap(
        Array.from({ length: k }, () => rng.integer(m)),
        m,
      );
    case 'random': {
      const rows = Array.from({ length: k }, () => randomWeights(rng, m));
      return { data: Float64Array.from(rows.flatMap(row => [...row])), shape: [k, m] };
    }
    default:
      throw new TypeError(`randomWorld: unknown decoder ${JSON.stringify(kind satisfies never)}`);
  }
}

/**
 * The deterministic decoder that sends code l to place `map[l]`; [k, m].
 * @throws RangeError if a place is none of 0 … m − 1
 */
export function decoderOfMap(map: readonly number[], m: number): Matrix {
  const data = new Float64Array(map.length * m);
  map.forEach((place, l) => {
    if (!Number.isInteger(place) || place < 0 || place >= m) {
      throw new RangeError(`decoderOfMap: expected places from 0 to ${m - 1}, got ${place} for code ${l}`);
    }
    data[l * m + place] = 1;
  });
  return { data, shape: [map.length, m] };
}

/**
 * A decoder that does as it did with probability 1 − noise, and otherwise draws any place: (1 − noise)·p(y | z) +
 * noise/m.
 * @param noise from 0 to 1
 * @throws RangeError for another
 */
export function withNoisyDecoder(world: FiniteWorld, noise: number): FiniteWorld {
  if (!(noise >= 0 && noise <= 1)) {
    throw new RangeError(`withNoisyDecoder: expected \`noise\` to be from 0 to 1, got ${noise}`);
  }
  const { data, shape } = world.decoder;
  return {
    ...world,
    decoder: { data: data.map(share => (1 - noise) * share + noise / shape[1]), shape },
  };
}
