import * as tf from '@tensorflow/tfjs';

/** An attribute of a TensorFlow op as tfjs-node hands it to the addon. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

type Values = Float32Array | Int32Array | Uint8Array;

/** What the engine uses of the addon below tfjs-node. */
export interface NativeBinding {
  readonly TF_Version: string;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  isUsingGpuDevice(): boolean;
  createTensor(shape: readonly number[], dtype: number, values: Values): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Values;
  executeOp(
    op: string,
    attributes: readonly OpAttribute[],
    inputIds: readonly number[],
    outputs: number,
  ): readonly { readonly id: number; readonly shape: number[]; readonly dtype: number }[];
  loadSavedModel(directory: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(
    id: number,
    inputIds: readonly number[],
    inputs: string,
    outputs: string,
  ): readonly { readonly id: number; readonly shape: number[]; readonly dtype: number }[];
}

/** What the engine uses of tfjs-node's backend. */
export interface NativeBackend {
  readonly binding: NativeBinding;
  /** How many tensors share some data. */
  refCount(dataId: object): number;
  readonly tensorMap: { get(dataId: object): { id: number; dtype: number; values: Values | null } };
  executeSingleOutput(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.Tensor[],
  ): tf.Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/** Whether the active backend is native TensorFlow. */
export function isNative(): boolean {
  return tf.getBackend() === 'tensorflow';
}

/**
 * The active backend as native TensorFlow.
 * @throws Error if it is another
 */
export function nativeBackend(): NativeBackend {
  if (!isNative())
    throw new Error(`nativeBackend: expected the tensorflow backend to be active, got ${tf.getBackend()}`);
  return tf.backend() as unknown as NativeBackend;
}
