import type { Matrix } from '../../lib/base/matrix.js';
import { readFixture } from './fixture.js';

type Numbers = readonly number[];

interface Weighted {
  readonly a: Numbers;
  readonly b: Numbers;
}

interface Clouds {
  readonly x: Numbers;
  readonly y: Numbers;
}

/** What POT and SciPy computed: `test/fixtures/structures.py`. */
export interface StructuresOracle {
  readonly circles: readonly (Weighted & Clouds & { readonly p: number; readonly value: number })[];
  readonly spheres: readonly (Weighted &
    Clouds & { readonly d: number; readonly p: number; readonly circles: Numbers; readonly value: number })[];
  readonly sliced_plans: readonly (Weighted &
    Clouds & {
      readonly d: number;
      readonly directions: Numbers;
      readonly beta: number;
      readonly least: number;
      readonly plan: Numbers;
      readonly value: number;
    })[];
  readonly mixtures: readonly (Weighted & {
    readonly d: number;
    readonly meansA: Numbers;
    readonly meansB: Numbers;
    readonly covariancesA: Numbers;
    readonly covariancesB: Numbers;
    readonly value: number;
    readonly points: Numbers;
    readonly images: Numbers;
  })[];
  readonly gromov: readonly (Weighted &
    Clouds & {
      readonly n: number;
      readonly m: number;
      readonly epsilon?: number;
      readonly alpha?: number;
      readonly cost?: Numbers;
      readonly plan: Numbers;
      readonly value?: number;
    })[];
  readonly several: readonly {
    readonly shape: Numbers;
    readonly cost: Numbers;
    readonly weights: readonly Numbers[];
    readonly value: number;
  }[];
  readonly grids: readonly {
    readonly shape: Numbers;
    readonly pictures: readonly Numbers[];
    readonly epsilon: number;
    readonly value?: number;
    readonly transportCost?: number;
    readonly debiased?: boolean;
    readonly barycentre?: Numbers;
  }[];
  readonly maps: readonly (Clouds & {
    readonly points: Numbers;
    readonly kind: 'nearest' | 'linear' | 'entropic';
    readonly epsilon?: number;
    readonly images: Numbers;
  })[];
  readonly low_rank: readonly (Clouds & { readonly rank: number; readonly value: number })[];
}

export const structures: StructuresOracle = readFixture('structures') as StructuresOracle;

/** Numbers as rows of d. */
export function rowsOf(numbers: Numbers, d: number): Matrix {
  return { data: Float64Array.from(numbers), shape: [numbers.length / d, d] };
}

/** w / Σ w. */
export function shareOf(weights: Numbers): number[] {
  const sum = weights.reduce((one, other) => one + other);
  return weights.map(weight => weight / sum);
}
