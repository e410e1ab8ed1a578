import * as tf from '@tensorflow/tfjs';

let made = 0;

/**
 * A tfjs variable under a name of our own: tfjs wants every living variable's name to be unique, so that two
 * models with an `encoder/conv0/kernel` each could not live side by side. {@link nameOf} gives the name back.
 */
export function namedVariable(
  name: string,
  value: tf.Tensor,
  { trainable = true }: { readonly trainable?: boolean } = {},
): tf.Variable {
  return tf.variable(value, trainable, `${name}#${made++}`);
}

/** The name that a variable was made under by {@link namedVariable}. */
export function nameOf(variable: tf.Variable): string {
  return variable.name.replace(/#\d+$/, '');
}
