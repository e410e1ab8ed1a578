import type { Matrix } from '../../base/index.js';

/** The points of two samples, x first: [n, d] and [m, d] -> [n + m, d]. */
export function pooled(x: Matrix, y: Matrix): Matrix {
  const data = new Float64Array(x.data.length + y.data.length);
  data.set(x.data);
  data.set(y.data, x.data.length);
  return { data, shape: [x.shape[0] + y.shape[0], x.shape[1]] };
}
