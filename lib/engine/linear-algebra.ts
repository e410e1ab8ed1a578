import {
  CholeskyDecomposition,
  EigenvalueDecomposition,
  Matrix as Dense,
  SingularValueDecomposition,
} from 'ml-matrix';
import { DoubleAlgebra, type Doubles, type ProductOptions } from './doubles.js';
import { isNative } from './native.js';

/** What metrics need of linear algebra, in double precision; `M` is a matrix, wherever it lies. */
export interface Algebra<M> {
  matrix(data: Float64Array, rows: number, columns: number): M;
  /** A B, each transposed first if asked. */
  product(a: M, b: M, options?: ProductOptions): M;
  sum(a: M, b: M): M;
  /** Lower triangular L with L Lᵀ = A, or undefined if A is not positive definite. */
  cholesky(a: M): M | undefined;
  /** Eigenvalues and eigenvectors, the columns, of a symmetric matrix. */
  eigen(a: M): { readonly values: Float64Array; readonly vectors: M };
  singularValues(a: M): Float64Array;
  read(a: M): Float64Array;
  /** Frees one matrix before the others. */
  free(a: M): void;
}

/** A computation that any algebra can do. */
export interface Computation<T> {
  run<M>(algebra: Algebra<M>): T;
}

/** Runs by native TensorFlow if it is the active backend, otherwise by ml-matrix, and frees every matrix. */
export function compute<T>(computation: Computation<T>): T {
  if (!isNative()) return computation.run(denseAlgebra);
  const algebra = new DoubleAlgebra();
  try {
    return computation.run<Doubles>(algebra);
  } finally {
    algebra.dispose();
  }
}

/** The reference: ml-matrix, in JavaScript. */
export const denseAlgebra: Algebra<Dense> = {
  matrix: (data, rows, columns) => Dense.from1DArray(rows, columns, data),
  product: (a, b, { transposeA = false, transposeB = false } = {}) =>
    (transposeA ? a.transpose() : a).mmul(transposeB ? b.transpose() : b),
  sum: (a, b) => Dense.add(a, b),
  cholesky: a => {
    const decomposition = new CholeskyDecomposition(symmetric(a));
    return decomposition.isPositiveDefinite() ? decomposition.lowerTriangularMatrix : undefined;
  },
  eigen: a => {
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric(a), {
      assumeSymmetric: true,
    });
    return { values: Float64Array.from(realEigenvalues), vectors: eigenvectorMatrix };
  },
  singularValues: a =>
    Float64Array.from(
      new SingularValueDecomposition(a, {
        computeLeftSingularVectors: false,
        computeRightSingularVectors: false,
        autoTranspose: true,
      }).diagonal,
    ),
  read: a => Float64Array.from(a.to1DArray()),
  free: () => {},
};

/** (A + Aᵀ)/2: rounding leaves a covariance not quite symmetric. */
function symmetric(a: Dense): Dense {
  return Dense.add(a, a.transpose()).mul(0.5);
}
