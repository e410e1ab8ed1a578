import * as tf from '@tensorflow/tfjs';
import { withoutDraws } from '../base/index.js';
import { type Attribute, DataType, type GraphNode } from './graph.js';
import { type NativeBackend, nativeBackend, type OpAttribute } from './native.js';
import { assignDirectly, drawRefusal, Refusals } from './refusals.js';

/** A session variable that mirrors a tfjs variable. */
export interface RecordedVariable {
  readonly variable: tf.Variable;
  /** Name of its handle node. */
  readonly handle: string;
  /** Whether the step assigns to it. */
  updated: boolean;
}

interface Value {
  /** `name` or `name:index`. */
  readonly source: string;
  readonly shape: readonly number[];
}

let active: Recorder | undefined;

/** The recorder of the step that is being recorded now, if any. */
export function activeRecorder(): Recorder | undefined {
  return active;
}

function setActive(recorder: Recorder | undefined): void {
  active = recorder;
}

/**
 * Follows a step while it runs once on the native backend and notes every kernel call as a graph node.
 *
 * Tensors are followed by their `dataId`. A tensor that no recorded call made is a declared input, a tfjs
 * variable (it becomes a session variable), or else a constant, whose values are copied into the graph.
 */
export class Recorder {
  readonly nodes: GraphNode[] = [];
  readonly variables: Map<string, RecordedVariable> = new Map();
  readonly #values = new Map<object, Value>();
  readonly #registered = new Map<object, tf.Variable>();
  readonly #backend: NativeBackend;
  /** Nodes that the next read of a variable, and the end of the step, must wait for. */
  readonly #writes = new Map<string, string>();
  #count = 0;

  constructor(backend: NativeBackend) {
    this.#backend = backend;
    for (const variable of Object.values(tf.engine().state.registeredVariables)) {
      // A variable made from a tensor, or assigned one, shares its data; tensors are told apart by their data.
      if (variable.dtype === 'float32' && this.#isShared(variable)) this.#detach(variable);
      this.#registered.set(variable.dataId, variable);
    }
  }

  #isShared(variable: tf.Variable): boolean {
    return this.#backend.refCount(variable.dataId) > 1;
  }

  /** Gives a variable data of its own, equal to those that it shared with other tensors. */
  #detach(variable: tf.Variable): void {
    const values = this.#contents(variable).slice();
    tf.tidy(() => assignDirectly.call(variable, tf.tensor(values, variable.shape, 'float32')));
  }

  #contents(tensor: tf.Tensor): Float32Array | Int32Array | Uint8Array {
    const { values, id } = this.#backend.tensorMap.get(tensor.dataId);
    return values ?? this.#backend.binding.tensorDataSync(id);
  }

  /** Adds a node under a fresh name and returns the name. */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    name?: string,
  ): string {
    const fresh = name ?? `n${this.#count++}_${op}`;
    this.nodes.push({ name: fresh, op, inputs, attributes });
    return fresh;
  }

  /** Declares `tensor` an input of the graph, fed under `name` as `dtype`. */
  declareInput(name: string, tensor: tf.Tensor, dtype: 'float32' | 'int32' | 'uint8'): void {
    const placeholder = this.add(
      'Placeholder',
      [],
      { dtype: { type: DataType[dtype] }, shape: { shape: tensor.shape } },
      name,
    );
    // tfjs has no uint8 tensors: inside the step the bytes are an int32 tensor.
    const source =
      dtype === 'uint8'
        ? this.add('Cast', [placeholder], { SrcT: { type: DataType.uint8 }, DstT: { type: DataType.int32 } })
        : placeholder;
    this.#values.set(tensor.dataId, { source, shape: tensor.shape });
  }

  /** The graph's value for a tensor of the step. */
  source(tensor: tf.Tensor): string {
    const variable = this.#registered.get(tensor.dataId);
    const value =
      this.#values.get(tensor.dataId) ??
      (variable === undefined ? this.#constant(tensor) : this.#read(variable));
    if (value.shape.join() === tensor.shape.join()) return value.source;
    // The same data under another shape (tfjs shares data between a tensor and its reshapes).
    const shape = this.#constantNode(
      DataType.int32,
      [tensor.rank],
      new Uint8Array(Int32Array.from(tensor.shape).buffer),
    );
    return this.add('Reshape', [value.source, shape], {
      T: { type: DataType[tensor.dtype as 'float32'] },
      Tshape: { type: DataType.int32 },
    });
  }

  #constant(tensor: tf.Tensor): Value {
    const values = this.#contents(tensor);
    const { dtype } = this.#backend.tensorMap.get(tensor.dataId);
    const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    const value = { source: this.#constantNode(dtype, tensor.shape, content), shape: [...tensor.shape] };
    this.#values.set(tensor.dataId, value);
    return value;
  }

  #constantNode(dtype: number, shape: readonly number[], content: Uint8Array): string {
    return this.add('Const', [], { dtype: { type: dtype }, value: { tensor: { dtype, shape, content } } });
  }

  #recordedVariable(variable: tf.Variable): RecordedVariable {
    let recorded = this.variables.get(variable.name);
    if (recorded === undefined) {
      if (variable.dtype !== 'float32') {
        throw new TypeError(
          `compile: expected variable ${variable.name} to be float32, got ${variable.dtype}`,
        );
      }
      const handle = this.add(
        'VarHandleOp',
        [],
        {
          dtype: { type: DataType.float32 },
          shape: { shape: variable.shape },
          shared_name: { s: new TextEncoder().encode(`variable${this.variables.size}`) },
          container: { s: new Uint8Array() },
        },
        `variable${this.variables.size}`,
      );
      recorded = { variable, handle, updated: false };
      this.variables.set(variable.name, recorded);
    }
    return recorded;
  }

  #read(variable: tf.Variable): Value {
    const { handle } = this.#recordedVariable(variable);
    const after = this.#writes.get(handle);
    const source = this.add('ReadVariableOp', after === undefined ? [handle] : [handle, `^${after}`], {
      dtype: { type: DataType.float32 },
    });
    const value = { source, shape: variable.shape };
    this.#values.set(variable.dataId, value);
    return value;
  }

  /**
   * Records an update of a variable by a node that takes its handle first (`AssignVariableOp`, `ResourceApplyAdam`).
   * Reads that come later in the step see the new value; those that came earlier saw the old one.
   * @param others variables whose handles follow, updated by the same node
   */
  update(
    op: string,
    variable: tf.Variable,
    others: readonly tf.Variable[],
    inputs: readonly tf.Tensor[],
    attributes: Readonly<Record<string, Attribute>>,
  ): void {
    const targets = [variable, ...others];
    const recorded = targets.map(target => this.#recordedVariable(target));
    // Clones and reshapes of the old value may be used later: it is read before it is gone.
    const shared = targets.filter(target => this.#isShared(target));
    for (const target of shared) if (!this.#values.has(target.dataId)) this.#read(target);
    const controls = targets.flatMap((target, i) => {
      const { handle } = recorded[i]!;
      const [read, write] = [this.#values.get(target.dataId)?.source, this.#writes.get(handle)];
      return [read, write].filter(name => name !== undefined).map(name => `^${name}`);
    });
    const node = this.add(
      op,
      [...recorded.map(r => r.handle), ...inputs.map(input => this.source(input)), ...controls],
      attributes,
    );
    targets.forEach((target, i) => {
      const entry = recorded[i]!;
      entry.updated = true;
      this.#writes.set(entry.handle, node);
      if (shared.includes(target)) {
        this.#registered.delete(target.dataId);
        this.#detach(target);
        this.#registered.set(target.dataId, target);
      } else {
        this.#values.delete(target.dataId);
      }
    });
  }

  /** Names of the nodes that complete the step's updates. */
  get updates(): readonly string[] {
    return [...new Set(this.#writes.values())];
  }

  #recordCall(op: string, attributes: readonly OpAttribute[], inputs: readonly tf.Tensor[]): string {
    if (/Random|Multinomial|TruncatedNormal/.test(op)) throw new Error(drawRefusal);
    const sources = inputs.map(input => {
      if (!('dataId' in input))
        throw new Error(`compile: ${op} takes an int64 scalar, which a step can't record`);
      return this.source(input);
    });
    return this.add(op, sources, Object.fromEntries(attributes.map(a => [a.name, toAttribute(a)])));
  }

  /** Runs `body` once, recording. */
  record<T>(body: () => T): T {
    const note = (name: string, output: tf.Tensor, index: number): void => {
      this.#values.set(output.dataId, {
        source: index === 0 ? name : `${name}:${index}`,
        shape: output.shape,
      });
    };
    const backend = this.#backend;
    const { executeSingleOutput, executeMultipleOutputs } = backend;
    const refusals = new Refusals();
    const restore = refusals.install(backend);
    Object.assign(backend, {
      executeSingleOutput: (
        op: string,
        attributes: readonly OpAttribute[],
        inputs: readonly tf.Tensor[],
      ): tf.Tensor => {
        const name = this.#recordCall(op, attributes, inputs);
        const output = executeSingleOutput.call(backend, op, attributes, inputs);
        note(name, output, 0);
        return output;
      },
      executeMultipleOutputs: (
        op: string,
        attributes: readonly OpAttribute[],
        inputs: readonly tf.Tensor[],
        count: number,
      ): tf.Tensor[] => {
        const name = this.#recordCall(op, attributes, inputs);
        const outputs = executeMultipleOutputs.call(backend, op, attributes, inputs, count);
        outputs.forEach((output, i) => note(name, output, i));
        return outputs;
      },
    });
    setActive(this);
    try {
      const result = withoutDraws(drawRefusal, body);
      refusals.check();
      return result;
    } finally {
      setActive(undefined);
      restore();
      for (const method of ['executeSingleOutput', 'executeMultipleOutputs'] as const) {
        Reflect.deleteProperty(backend, method);
      }
    }
  }
}

function toAttribute({ name, type, value }: OpAttribute): Attribute {
  const { binding } = nativeBackend();
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return { type: value as number };
    case binding.TF_ATTR_BOOL:
      return { b: value as boolean };
    case binding.TF_ATTR_INT:
      return Array.isArray(value) ? { list: { i: value as number[] } } : { i: value as number };
    case binding.TF_ATTR_FLOAT:
      return Array.isArray(value) ? { list: { f: value as number[] } } : { f: value as number };
    case binding.TF_ATTR_STRING:
      return { s: new TextEncoder().encode(value as string) };
    case binding.TF_ATTR_SHAPE:
      return { shape: value as number[] };
    default:
      throw new Error(`compile: attribute ${name} has the unknown type ${type}`);
  }
}
