import { type Points, pointsOf } from '../../lib/base/index.js';
import { Rng } from '../../lib/base/random.js';

/** Codes around centers, `size` of each in turn, N(center, spread²I); [centers · size, d]. */
export function clusters(
  centers: readonly (readonly number[])[],
  size: number,
  spread: number,
  seed: number,
): Points<Float32Array> {
  const rng = Rng.fromSeed(seed);
  const data = Float32Array.from(
    centers.flatMap(center =>
      Array.from({ length: size }, () => center.map(value => value + spread * rng.normal())).flat(),
    ),
  );
  return pointsOf(data, centers[0]!.length);
}

/** Coordinate `a` of codes. */
export function coordinate({ data, shape: [n, d] }: Points, a: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => data[i * d + a]!);
}
