import * as tf from '@tensorflow/tfjs';
import { nameOf } from '../../engine/index.js';
import { type Prior, unknownPrior } from '../../latent/index.js';
import { NORM_FLOOR } from '../../penalties/index.js';
import type { AutoEncoder } from '../auto-encoder.js';
import { LOG_VARIANCE_BOUND } from '../encoder.js';
import type { Operation } from '../operations.js';
import { encodeOnnx, type OnnxAttribute, type OnnxConstant, type OnnxNode } from './onnx-file.js';
import { transposedPadding } from './padding.js';
import { operationsOf } from './said.js';

/**
 * The encoder as an ONNX file: `images` [n, h, w, c], pixels in [0, 1], to `mean` [n, d], the code that a deterministic
 * encoder gives and the mean of a Gaussian one, which has `log_variance` [n, d], too.
 * @param metadata text that the file holds beside the network
 * @throws TypeError for a network with a layer that is said in code alone
 */
export function encoderOnnx(
  { config, encoder }: AutoEncoder,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const graph = new Graph();
  const d = config.prior.dimension;
  const images: Value = { name: 'images', layout: 'last' };
  const { name } = graph.through(operationsOf('encoderOnnx', encoder.network), images);
  const outputs = [{ name: 'mean', shape: ['n', d] }];
  if (config.encoder.kind === 'gaussian') {
    const [mean, raw] = ['encoder/mean', 'encoder/raw_log_variance'];
    graph.add('Split', [name, graph.integers([d, d])], { axis: 1 }, [mean, raw]);
    graph.ontoSupport(config.prior, mean, 'mean');
    const bounds = [-LOG_VARIANCE_BOUND, LOG_VARIANCE_BOUND].map(bound => graph.number(bound));
    graph.add('Clip', [raw, ...bounds], {}, ['log_variance']);
    outputs.push({ name: 'log_variance', shape: ['n', d] });
  } else graph.ontoSupport(config.prior, name, 'mean');
  const inputs = [{ name: images.name, shape: ['n', ...config.image] }];
  return encodeOnnx(
    { name: 'encoder', inputs, outputs, nodes: graph.nodes, constants: graph.constants },
    metadata,
  );
}

/**
 * The decoder as an ONNX file: `codes` [n, d] to `images` [n, h, w, c], pixels in [0, 1].
 * @param metadata text that the file holds beside the network
 * @throws TypeError for a network with a layer that is said in code alone
 */
export function decoderOnnx(
  { config, decoder }: AutoEncoder,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const graph = new Graph();
  const codes: Value = { name: 'codes', layout: 'flat' };
  const logits = graph.through(operationsOf('decoderOnnx', decoder.network), codes);
  graph.add('Sigmoid', [graph.channelsLast(logits).name], {}, ['images']);
  const inputs = [{ name: codes.name, shape: ['n', config.prior.dimension] }];
  const outputs = [{ name: 'images', shape: ['n', ...config.image] }];
  return encodeOnnx(
    { name: 'decoder', inputs, outputs, nodes: graph.nodes, constants: graph.constants },
    metadata,
  );
}

/** A value of the graph: of one axis beside the batch's, or images with their channels `last`, as here, or `first`, as ONNX. */
interface Value {
  readonly name: string;
  readonly layout: 'flat' | 'last' | 'first';
}

class Graph {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxConstant[] = [];

  /** Adds an operation; returns the name of its first output. */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    outputs: readonly string[] = [`${op}_${this.nodes.length}`],
  ): string {
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs[0]!;
  }

  integers(values: readonly number[]): string {
    return this.#constant([values.length], BigInt64Array.from(values, BigInt));
  }

  number(value: number): string {
    return this.#constant([], Float32Array.of(value));
  }

  #constant(shape: readonly number[], values: Float32Array | BigInt64Array): string {
    const name = `constant_${this.constants.length}`;
    this.constants.push({ name, shape, values });
    return name;
  }

  /** A variable's values, its axes in another order where one is given. */
  #weights(variable: tf.Variable, axes?: readonly number[]): string {
    const name = nameOf(variable);
    tf.tidy(() => {
      const ordered = axes === undefined ? variable : tf.transpose(variable, [...axes]);
      this.constants.push({ name, shape: ordered.shape, values: ordered.dataSync<'float32'>().slice() });
    });
    return name;
  }

  channelsLast(x: Value): Value {
    if (x.layout !== 'first') return x;
    return { name: this.add('Transpose', [x.name], { perm: [0, 2, 3, 1] }), layout: 'last' };
  }

  #channelsFirst(x: Value): Value {
    if (x.layout === 'first') return x;
    return { name: this.add('Transpose', [x.name], { perm: [0, 3, 1, 2] }), layout: 'first' };
  }

  /** Adds operations, one after another. */
  through(operations: readonly Operation[], x: Value): Value {
    return operations.reduce<Value>((value, operation) => this.#apply(operation, value), x);
  }

  #apply(operation: Operation, x: Value): Value {
    switch (operation.kind) {
      case 'dense': {
        const { kernel, bias } = operation;
        const rows =
          x.layout === 'flat'
            ? x.name
            : this.add('Reshape', [this.channelsLast(x).name, this.integers([-1, kernel.shape[0]!])]);
        const name = this.add('Gemm', [rows, this.#weights(kernel), this.#weights(bias)]);
        return { name, layout: 'flat' };
      }
      case 'convolution': {
        const { kernel, stride } = operation;
        const [height, width] = kernel.shape as [number, number];
        const weights = this.#weights(kernel, [3, 2, 0, 1]);
        const name = this.add('Conv', [this.#channelsFirst(x).name, weights], {
          kernel_shape: [height, width],
          strides: [stride, stride],
          auto_pad: 'SAME_UPPER',
        });
        return { name, layout: 'first' };
      }
      case 'transposed-convolution': {
        const { kernel, stride, bias } = operation;
        const sides = kernel.shape.slice(0, 2);
        const inputs = [this.#channelsFirst(x).name, this.#weights(kernel, [3, 2, 0, 1])];
        const paddings = sides.map(side => transposedPadding(side, stride));
        const name = this.add(
          'ConvTranspose',
          bias === undefined ? inputs : [...inputs, this.#weights(bias)],
          {
            kernel_shape: sides,
            strides: [stride, stride],
            pads: [...paddings.map(({ before }) => before), ...paddings.map(({ after }) => after)],
            output_padding: paddings.map(({ grown }) => grown),
          },
        );
        return { name, layout: 'first' };
      }
      case 'normalization': {
        const { gamma, beta, mean, variance, epsilon } = operation;
        const value = x.layout === 'flat' ? x : this.#channelsFirst(x);
        const parameters = [gamma, beta, mean, variance].map(variable => this.#weights(variable));
        const name = this.add('BatchNormalization', [value.name, ...parameters], {
          epsilon: { float: epsilon },
        });
        return { name, layout: value.layout };
      }
      case 'relu':
        return { name: this.add('Relu', [x.name]), layout: x.layout };
      case 'reshape': {
        const { shape } = operation;
        const name = this.add('Reshape', [this.channelsLast(x).name, this.integers([-1, ...shape])]);
        return { name, layout: shape.length === 1 ? 'flat' : 'last' };
      }
      default:
        throw new TypeError(`unknown operation ${JSON.stringify(operation satisfies never)}`);
    }
  }

  /** Brings codes onto the prior's support: `ontoSupport` of the penalties. */
  ontoSupport({ kind, sigma }: Prior, codes: string, output: string): void {
    switch (kind) {
      case 'normal':
        this.add('Identity', [codes], {}, [output]);
        return;
      case 'uniform-cube':
        this.add('Mul', [this.add('Tanh', [codes]), this.number(sigma)], {}, [output]);
        return;
      case 'uniform-sphere': {
        const squares = this.add('Mul', [codes, codes]);
        const sum = this.add('ReduceSum', [squares, this.integers([1])], { keepdims: 1 });
        const norm = this.add('Sqrt', [this.add('Max', [sum, this.number(NORM_FLOOR)])]);
        this.add('Mul', [this.add('Div', [codes, norm]), this.number(sigma)], {}, [output]);
        return;
      }
      default:
        throw unknownPrior(kind);
    }
  }
}
