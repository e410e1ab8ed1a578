import { Rng } from '../../lib/base/random.js';

/** Codes around centers, `size` of each in turn, N(center, spread²I); [centers · size, d]. */
export function clusters(
  centers: readonly (readonly number[])[],
  size: number,
  spread: number,
  seed: number,
): Float32Array {
  const rng = Rng.fromSeed(seed);
  return Float32Array.from(
    centers.flatMap(center =>
      Array.from({ length: size }, () => center.map(value => value + spread * rng.normal())).flat(),
    ),
  );
}

/** Coordinate `a` of codes of `d` coordinates. */
export function coordinate(codes: Float32Array, d: number, a: number): Float64Array {
  return Float64Array.from({ length: codes.length / d }, (_, i) => codes[i * d + a]!);
}
