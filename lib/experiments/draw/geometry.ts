import type {
  BallsPanel,
  HolesPanel,
  ManifoldPanel,
  MatchingPanel,
  NeighbourPanel,
  Traversal,
} from '../../figures/index.js';
import {
  coordinatePlane,
  encoderOverlap,
  holes,
  matchCodes,
  principalPlane,
  priorGrid,
  priorStd,
  type Projection,
  samplePrior,
  traversal,
} from '../../latent/index.js';
import { nearestCodesByProducts } from '../../metrics/index.js';
import { decodeCodes, type EncodedSet, firstCodes, type Model, toBytes } from '../../models/index.js';
import { pointAt, type Points, type Rng, rowsAt, rowsBetween } from '../../base/index.js';

/** Test images whose codes are looked at, at most. */
const seen = 2000;

/** A model with its codes of some test images: what its geometry is made from. */
export interface RunCodes extends EncodedSet {
  readonly model: Model;
  readonly title: string;
  /** The plane of largest variance of the means. */
  readonly plane: Projection;
}

/** A model with the first 2,000 of its codes. */
export function runCodes(model: Model, codes: EncodedSet, title: string): RunCodes {
  const first = firstCodes(codes, seen);
  return { model, title, ...first, plane: principalPlane(first.means) };
}

const decode = (model: Model, codes: Points): Uint8Array => toBytes(decodeCodes(model, codes));

/** Principal components, the least Gaussian plane (given, since it takes long to find), and the two coordinates of largest variance. */
export function planesOf({ means, plane }: RunCodes, leastGaussian: Projection): readonly Projection[] {
  const [first = 0, second = 1] = widestCoordinates(means);
  return [plane, leastGaussian, coordinatePlane(means.shape[1], first, second)];
}

/** Coordinates by their variance, the largest first. */
function widestCoordinates(codes: Points): readonly number[] {
  const spread = spreadOf(codes);
  return [...spread.keys()].sort((a, b) => spread[b]! - spread[a]!);
}

/** Standard deviation of each coordinate. */
function spreadOf({ data, shape: [n, dimension] }: Points): Float64Array {
  const [sums, squares] = [new Float64Array(dimension), new Float64Array(dimension)];
  data.forEach((value, i) => (sums[i % dimension]! += value / n));
  data.forEach((value, i) => {
    const k = i % dimension;
    squares[k]! += (value - sums[k]!) ** 2 / (n - 1);
  });
  return squares.map(Math.sqrt);
}

/** Prior quantiles of the principal plane, decoded: 12 × 12 digits, 8 × 8 larger images. */
export function manifoldOf(
  { model, plane }: RunCodes,
  side: number = model.config.image[0] < 48 ? 12 : 8,
): ManifoldPanel {
  return { images: decode(model, priorGrid(model.config.prior, side, plane)) };
}

/** Coordinates that are walked through, and the steps of a walk. */
const [walked, steps] = [10, 9];

/** The quantiles' probabilities of {@link traversalsOf}. */
export const traversalLevels: readonly number[] = Array.from({ length: steps }, (_, i) => (i + 0.5) / steps);

/** The coordinates of largest spread, ten at most, walked through from the first test image's code. */
export function traversalsOf({ model, means }: RunCodes): readonly Traversal[] {
  const { prior } = model.config;
  const spread = spreadOf(means);
  const code = pointAt(means, 0);
  return widestCoordinates(means)
    .slice(0, walked)
    .map(coordinate => ({
      coordinate,
      images: decode(model, traversal(code, coordinate, prior, steps)),
      note: `std ${(spread[coordinate]! / priorStd(prior)).toFixed(2)} × prior’s`,
    }));
}

/** Images whose balls are drawn. */
const ballsDrawn = 50;

/** Q(Z|x) of some test images, and how much the balls of all overlap that overlap most: `encoderOverlap`'s coefficient. */
export function ballsOf({ means, logVariances, labels, title, plane }: RunCodes, rng: Rng): BallsPanel {
  const { coefficient } = encoderOverlap({ means, logVariances }, rng, { draws: 1 });
  const drawn = (values: Points): Points => rowsBetween(values, 0, Math.min(ballsDrawn, values.shape[0]));
  const words =
    logVariances === undefined
      ? 'points: no overlap'
      : `Bhattacharyya coefficient with the nearest ball ${coefficient.toFixed(3)}`;
  return {
    heading: `${title}\n${words}`,
    means: drawn(means),
    ...(logVariances !== undefined && { logVariances: drawn(logVariances) }),
    labels: labels.subarray(0, ballsDrawn),
    plane,
  };
}

/** A batch of codes, as many draws from the prior, and the optimal transport between them. */
export function matchingOf({ model, draws, title, plane }: RunCodes, rng: Rng, batch = 100): MatchingPanel {
  const count = Math.min(batch, draws.shape[0]);
  const codes = rowsBetween(draws, 0, count);
  const priorDraws = samplePrior(model.config.prior, count, rng);
  const { plan, cost } = matchCodes(codes, priorDraws);
  return {
    heading: `${title}: W₂ = ${Math.sqrt(cost).toFixed(2)} of batches of ${count}`,
    codes,
    draws: priorDraws,
    plan,
    plane,
  };
}

/** Holes, and the draws farthest from any code and nearest to one, each with that code, decoded. */
export interface RunHoles {
  readonly panel: HolesPanel;
  readonly decoded: readonly NeighbourPanel[];
}

/** Where the prior has no codes: as many draws as there are codes. */
export function holesOf(codes: RunCodes, rng: Rng): RunHoles {
  const { model, draws: all, title, plane } = codes;
  const draws = samplePrior(model.config.prior, all.shape[0], rng);
  const found = holes(draws, all, { search: nearestCodesByProducts });
  const order = [...found.distances.keys()].sort((a, b) => found.distances[b]! - found.distances[a]!);
  const decoded = (heading: string, rows: readonly number[]): NeighbourPanel => ({
    heading,
    queries: decode(model, rowsAt(draws, rows)),
    nearest: decode(
      model,
      rowsAt(
        all,
        rows.map(i => found.nearest[i]!),
      ),
    ),
  });
  return {
    panel: { title, codes: all, draws, holes: found, plane },
    decoded: [
      decoded('Draws from the prior farthest from any code', order.slice(0, 12)),
      decoded('Draws from the prior nearest to a code', order.slice(-12).reverse()),
    ],
  };
}
