export { Adam, adamInputs, type AdamOptions, adamScalars, type AdamScalars } from './adam.js';
export { type Backend, loadBackend } from './backend.js';
export { type Checkpoint, readCheckpoint, restore, saveCheckpoint } from './checkpoint.js';
export {
  compile,
  type CompileOptions,
  eager,
  type InputSpec,
  type InputValues,
  type Step,
  type StepRunner,
} from './compile.js';
export { handOver, type LossAndAside, valueAndGradients, withoutGradient } from './gradients.js';
export {
  type Descender,
  descent,
  type DescentOptions,
  type DescentStep,
  type Objective,
  objectiveAndGradients,
  type StatisticsUpdate,
} from './descent.js';
export { addBias, batchNorm, type BatchNormResult, normalize, relu } from './fused.js';
export { type Algebra, compute, denseAlgebra } from './linear-algebra.js';
export { type Attribute, DataType, type GraphNode } from './graph.js';
export { isNative, nativeBackend } from './native.js';
export { encodeSavedModel, type Signature, type SignatureTensor } from './saved-model.js';
export { scatterRows, sortRows } from './sort.js';
export { assign, namedVariable, nameOf } from './variables.js';
