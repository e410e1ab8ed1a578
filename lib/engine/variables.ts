import * as tf from '@tensorflow/tfjs';
import { DataType } from './graph.js';
import { activeRecorder } from './recorder.js';

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

/**
 * Sets a variable to a tensor's value, eagerly or in the step that is being recorded.
 * What comes later in the step reads the new value.
 */
export function assign(variable: tf.Variable, value: tf.Tensor): void {
  const recorder = activeRecorder();
  if (recorder === undefined) {
    variable.assign(value);
  } else {
    recorder.update('AssignVariableOp', variable, [], [value], { dtype: { type: DataType.float32 } });
  }
}
