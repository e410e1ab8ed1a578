import type * as tf from '@tensorflow/tfjs';
import {
  type Attribute,
  DataType,
  encodeSavedModel,
  type GraphNode,
  nameOf,
  type SignatureTensor,
} from '../../engine/index.js';
import { type Prior, unknownPrior } from '../../latent/index.js';
import { NORM_FLOOR } from '../../penalties/index.js';
import type { AutoEncoder } from '../auto-encoder.js';
import { LOG_VARIANCE_BOUND } from '../encoder.js';
import type { Operation } from '../operations.js';
import { operationsOf } from './said.js';

/**
 * Encoder and decoder as one TensorFlow SavedModel with the tag `serve`, their weights in it as constants, and the
 * signatures `encode`, `images` [n, h, w, c] ↦ `mean` [n, d] (and `log_variance` of a Gaussian encoder), and `decode`,
 * `codes` [n, d] ↦ `images`; pixels are in [0, 1].
 * @returns the bytes of `saved_model.pb`
 * @throws TypeError for a network with a layer that is said in code alone
 */
export function autoEncoderSavedModel({ config, encoder, decoder }: AutoEncoder): Uint8Array {
  const graph = new Graph();
  const { prior, image } = config;
  const imageShape = [-1, ...image];
  const codeShape = [-1, prior.dimension];
  const images = graph.placeholder('encode/images', imageShape);
  const encoded = graph.through(operationsOf('autoEncoderSavedModel', encoder.network), images).name;
  const means: Record<string, SignatureTensor> = {};
  if (config.encoder.kind === 'gaussian') {
    const split = graph.add('Split', [graph.integer(1), encoded], { T: FLOAT, num_split: { i: 2 } });
    const capped = graph.add('Minimum', [`${split}:1`, graph.number(LOG_VARIANCE_BOUND)], { T: FLOAT });
    const bounded = graph.add('Maximum', [capped, graph.number(-LOG_VARIANCE_BOUND)], { T: FLOAT });
    means['mean'] = { source: `${graph.ontoSupport(prior, split)}:0`, shape: codeShape };
    means['log_variance'] = { source: `${bounded}:0`, shape: codeShape };
  } else means['mean'] = { source: `${graph.ontoSupport(prior, encoded)}:0`, shape: codeShape };
  const codes = graph.placeholder('decode/codes', codeShape);
  const logits = graph.through(operationsOf('autoEncoderSavedModel', decoder.network), codes).name;
  const decoded = graph.add('Sigmoid', [logits], { T: FLOAT });
  return encodeSavedModel(graph.nodes, {
    encode: { inputs: { images: { source: `${images.name}:0`, shape: imageShape } }, outputs: means },
    decode: {
      inputs: { codes: { source: `${codes.name}:0`, shape: codeShape } },
      outputs: { images: { source: `${decoded}:0`, shape: imageShape } },
    },
  });
}

const FLOAT = { type: DataType.float32 } as const;
const INT = { type: DataType.int32 } as const;
const SAME = { s: new TextEncoder().encode('SAME') } as const;

/** A value of the graph and its shape; the batch's size is −1. */
interface Value {
  readonly name: string;
  readonly shape: readonly number[];
}

class Graph {
  readonly nodes: GraphNode[] = [];

  /** Adds an operation; returns its name. */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    name: string = `${op}_${this.nodes.length}`,
  ): string {
    this.nodes.push({ name, op, inputs, attributes });
    return name;
  }

  placeholder(name: string, shape: readonly number[]): Value {
    this.add('Placeholder', [], { dtype: FLOAT, shape: { shape } }, name);
    return { name, shape };
  }

  number(value: number): string {
    return this.#constant(FLOAT.type, [], Float32Array.of(value));
  }

  integer(value: number): string {
    return this.#constant(INT.type, [], Int32Array.of(value));
  }

  #integers(values: readonly number[]): string {
    return this.#constant(INT.type, [values.length], Int32Array.from(values));
  }

  #weights(variable: tf.Variable): string {
    return this.#constant(
      FLOAT.type,
      variable.shape,
      variable.dataSync<'float32'>().slice(),
      nameOf(variable),
    );
  }

  #constant(
    dtype: number,
    shape: readonly number[],
    values: Float32Array | Int32Array,
    name?: string,
  ): string {
    const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.add(
      'Const',
      [],
      { dtype: { type: dtype }, value: { tensor: { dtype, shape, content } } },
      name,
    );
  }

  #reshape(x: string, shape: readonly number[]): Value {
    return { name: this.add('Reshape', [x, this.#integers(shape)], { T: FLOAT, Tshape: INT }), shape };
  }

  /** Adds operations, one after another. */
  through(operations: readonly Operation[], x: Value): Value {
    return operations.reduce<Value>((value, operation) => this.#apply(operation, value), x);
  }

  #apply(operation: Operation, x: Value): Value {
    switch (operation.kind) {
      case 'dense': {
        const { kernel, bias } = operation;
        const [inputs, units] = kernel.shape as [number, number];
        const rows = x.shape.length === 2 ? x : this.#reshape(x.name, [-1, inputs]);
        const product = this.add('MatMul', [rows.name, this.#weights(kernel)], { T: FLOAT });
        return { name: this.#addBias(product, bias), shape: [-1, units] };
      }
      case 'convolution': {
        const { kernel, stride } = operation;
        const [, height, width] = x.shape as [number, number, number];
        const strides = { list: { i: [1, stride, stride, 1] } };
        const attributes = { T: FLOAT, strides, padding: SAME };
        const name = this.add('Conv2D', [x.name, this.#weights(kernel)], attributes);
        return {
          name,
          shape: [-1, Math.ceil(height / stride), Math.ceil(width / stride), kernel.shape[3]!],
        };
      }
      case 'transposed-convolution': {
        const { kernel, stride, bias } = operation;
        const [, height, width] = x.shape as [number, number, number];
        const image = [height * stride, width * stride, kernel.shape[2]!];
        const name = this.add(
          'Conv2DBackpropInput',
          [this.#batchOf(x.name, image), this.#weights(kernel), x.name],
          { T: FLOAT, strides: { list: { i: [1, stride, stride, 1] } }, padding: SAME },
        );
        return { name: bias === undefined ? name : this.#addBias(name, bias), shape: [-1, ...image] };
      }
      case 'normalization': {
        const { gamma, beta, mean, variance, epsilon } = operation;
        const channels = gamma.shape[0]!;
        const images = x.shape.length === 4 ? x : this.#reshape(x.name, [-1, 1, 1, channels]);
        const name = this.add(
          'FusedBatchNormV3',
          [images.name, ...[gamma, beta, mean, variance].map(variable => this.#weights(variable))],
          { T: FLOAT, U: FLOAT, epsilon: { f: epsilon }, is_training: { b: false } },
        );
        return images === x ? { name, shape: x.shape } : this.#reshape(name, x.shape);
      }
      case 'relu':
        return { name: this.add('Relu', [x.name], { T: FLOAT }), shape: x.shape };
      case 'reshape':
        return this.#reshape(x.name, [-1, ...operation.shape]);
      default:
        throw new TypeError(`unknown operation ${JSON.stringify(operation satisfies never)}`);
    }
  }

  #addBias(x: string, bias: tf.Variable): string {
    return this.add('BiasAdd', [x, this.#weights(bias)], { T: FLOAT });
  }

  /** [n, …shape], n that of a value. */
  #batchOf(x: string, shape: readonly number[]): string {
    const whole = this.add('Shape', [x], { T: FLOAT, out_type: INT });
    const bounds = [[0], [1], [1]].map(values => this.#integers(values));
    const n = this.add('StridedSlice', [whole, ...bounds], { T: INT, Index: INT });
    return this.add('ConcatV2', [n, this.#integers(shape), this.integer(0)], {
      T: INT,
      Tidx: INT,
      N: { i: 2 },
    });
  }

  /** Codes on the prior's support, `ontoSupport` of the penalties; returns their name. */
  ontoSupport({ kind, sigma }: Prior, codes: string): string {
    switch (kind) {
      case 'normal':
        return this.add('Identity', [codes], { T: FLOAT });
      case 'uniform-cube': {
        const bent = this.add('Tanh', [codes], { T: FLOAT });
        return this.add('Mul', [bent, this.number(sigma)], { T: FLOAT });
      }
      case 'uniform-sphere': {
        const squares = this.add('Square', [codes], { T: FLOAT });
        const sum = this.add('Sum', [squares, this.#integers([1])], {
          T: FLOAT,
          Tidx: INT,
          keep_dims: { b: true },
        });
        const floored = this.add('Maximum', [sum, this.number(NORM_FLOOR)], { T: FLOAT });
        const inverse = this.add('Rsqrt', [floored], { T: FLOAT });
        const unit = this.add('Mul', [codes, inverse], { T: FLOAT });
        return this.add('Mul', [unit, this.number(sigma)], { T: FLOAT });
      }
      default:
        throw unknownPrior(kind);
    }
  }
}
