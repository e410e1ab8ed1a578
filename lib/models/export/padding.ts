/** How one axis of a transposed convolution is cut or grown to stride times its size. */
export interface TransposedPadding {
  /** Positions cut from the beginning. */
  readonly before: number;
  /** Positions cut from the end. */
  readonly after: number;
  /** Positions added at the end. */
  readonly grown: number;
}

/**
 * The cut of a transposed convolution whose output is stride times as long as its input: that of the convolution which it
 * is the transpose of, padded by k − stride positions, the odd one at the end (TensorFlow's `SAME`).
 */
export function transposedPadding(kernelSize: number, stride: number): TransposedPadding {
  const padding = Math.max(kernelSize - stride, 0);
  const before = Math.floor(padding / 2);
  return { before, after: padding - before, grown: Math.max(stride - kernelSize, 0) };
}
