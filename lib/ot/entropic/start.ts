import { rangeError, toVector, type VectorLike } from '../../base/index.js';
import type { Potentials } from './iteration.js';

/** Potentials to start from, such as those of a result: f [n] and g [m]; cost. */
export interface StartingPotentials {
  readonly f: VectorLike;
  readonly g: VectorLike;
}

/**
 * Reads potentials, of which ±Infinity, as points without mass may have, counts as 0.
 * @throws RangeError if there are not n and m, or one is NaN
 */
export function readStart({ f, g }: StartingPotentials, [n, m]: readonly [number, number]): Potentials {
  return { f: readSide(f, n, 'start.f'), g: readSide(g, m, 'start.g') };
}

function readSide(values: VectorLike, n: number, name: string): Float64Array {
  const list = 'dataSync' in values ? values.dataSync() : values;
  const finite = Float64Array.from(list, (value, i) => {
    if (Number.isNaN(value)) throw rangeError(`\`${name}\` to be numbers, got NaN at ${i}`);
    return Math.abs(value) === Infinity ? 0 : value;
  });
  return toVector(finite, n, name);
}
