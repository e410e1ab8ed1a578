import type * as tf from '@tensorflow/tfjs';
import { DataType } from './graph.js';
import { activeRecorder } from './recorder.js';

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
