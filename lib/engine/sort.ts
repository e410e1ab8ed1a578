import * as tf from '@tensorflow/tfjs';

/**
 * Every row in descending order. Its gradient goes back to where each entry came from: tfjs has none for `topk`, and
 * its `gather` reads the indices, which a compiled step can't.
 * @param x [r, n]
 * @returns [r, n]; the caller owns it
 */
export function sortRows(x: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad((input: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    const { values, indices } = tf.topk(input as tf.Tensor2D, x.shape[1], true);
    (save as tf.GradSaveFunc)([indices]);
    return {
      value: values,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        scatterRows(dy as tf.Tensor2D, saved[0] as tf.Tensor2D),
    };
  })(x) as tf.Tensor2D;
}

/**
 * Puts the entries of every row into given columns: out[i, columns[i, k]] = values[i, k].
 * @param values [r, n]
 * @param columns [r, n], int32, each row a permutation of 0 … n − 1
 * @returns [r, n]; the caller owns it
 */
export function scatterRows(values: tf.Tensor2D, columns: tf.Tensor2D): tf.Tensor2D {
  const [rows, width] = values.shape;
  return tf.tidy(() => {
    const starts = Int32Array.from({ length: rows }, (_, row) => row * width);
    const places = tf.add(columns, tf.tensor2d(starts, [rows, 1], 'int32')); // into the flat array
    const flat = tf.scatterND(tf.reshape(places, [-1, 1]), tf.reshape(values, [-1]), [rows * width]);
    return tf.reshape(flat, [rows, width]);
  });
}
