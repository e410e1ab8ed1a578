import { pointAt, type Points, pointsOf, rowsBetween } from '../../base/index.js';
import { lift, nearestCodes, placeOf, project, type Projection } from '../../latent/index.js';

type Place = readonly [x: number, y: number];

/** How a map shows codes: where each lies, and which code a place means. */
export interface Chart {
  /** The plane, if the chart is one: then the prior's circles are circles in it. */
  readonly plane: Projection | undefined;
  /** Places of codes, [n, 2]. */
  places(codes: Points): Float64Array;
  placeOf(code: Float64Array): Place;
  /** The code at a place; of a plane one that keeps `through`'s part off it. */
  lift(place: Place, through: Float64Array): Float64Array;
}

/** A plane of the latent space. */
export function planeChart(plane: Projection): Chart {
  return {
    plane,
    places: codes => project(codes, plane).data,
    placeOf: code => placeOf(code, plane),
    lift: ([x, y], through) => lift({ data: Float64Array.of(x, y), shape: [1, 2] }, plane, through).data,
  };
}

/** Known codes whose mean stands for what lies between them. */
const nearest = 5;

/**
 * A chart of codes that were laid out one by one: a code lies at the mean of the places of the five known codes nearest
 * to it, weighted by 1/distance, and a place means the mean of the codes of the five known places nearest to it, likewise.
 * @param codes [n, d]
 * @param places [n, 2]
 */
export function scatteredChart(codes: Points, places: Points): Chart {
  const between = (from: Points, to: Points, queries: Points): Float64Array => {
    const k = Math.min(nearest, from.shape[0]);
    const { indices, distances } = nearestCodes(queries, from, k);
    const [n, width] = [queries.shape[0], to.shape[1]];
    const means = new Float64Array(n * width);
    for (let i = 0; i < n; i++) {
      const weights = Array.from({ length: k }, (_, j) => 1 / (distances[i * k + j]! + 1e-9));
      const sum = weights.reduce((a, b) => a + b, 0);
      weights.forEach((weight, j) =>
        pointAt(to, indices[i * k + j]!).forEach(
          (value, c) => (means[i * width + c]! += (weight / sum) * value),
        ),
      );
    }
    return means;
  };
  const one = (values: readonly number[] | Float64Array): Points =>
    pointsOf(Float64Array.from(values), values.length);
  return {
    plane: undefined,
    places: queries => between(codes, places, queries),
    placeOf: code => [...between(codes, places, one(code))] as unknown as Place,
    lift: place => between(places, codes, one(place)),
  };
}

/** The chart of a model's first codes by places that were packed, and where all of its codes lie on it. */
export function packedChart(
  codes: Points,
  packed: Points,
): { readonly chart: Chart; readonly places: Float64Array } {
  const [n, m] = [codes.shape[0], packed.shape[0]];
  const chart = scatteredChart(rowsBetween(codes, 0, m), packed);
  const rest = m < n ? chart.places(rowsBetween(codes, m, n)) : new Float64Array(0);
  return { chart, places: Float64Array.from([...packed.data, ...rest]) };
}
