import * as tf from '@tensorflow/tfjs';
import { DataType, type GraphNode } from './graph.js';
import { isNative, type NativeBinding, nativeBackend } from './native.js';
import { Recorder } from './recorder.js';
import { toBfloat16 } from './bfloat16.js';
import { loadGraph } from './saved-model.js';

/** Shape and element type of one input of a step. A `uint8` input is an int32 tensor inside the step. */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'uint8';
}

/** Values for the inputs, by name. */
export type InputValues = Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>;

/**
 * A step: a function of input tensors and of variables that returns tensors by name, and updates variables
 * through {@link assign} or an optimiser. Written once, it runs eagerly or compiled.
 */
export type Step = (inputs: Readonly<Record<string, tf.Tensor>>) => Readonly<Record<string, tf.Tensor>>;

/** A step made ready to run again and again. */
export interface StepRunner {
  /** How it runs: `eager`, one kernel after another from JavaScript, or `compiled`, one TensorFlow graph. */
  readonly mode: 'eager' | 'compiled';
  /**
   * Runs the step once.
   * @returns the values of the step's outputs, by name
   * @throws TypeError if an input is missing, unknown or of another type or length than declared
   */
  run(values: InputValues): Record<string, Float32Array>;
  /** Copies the variables that the step updates from where it keeps them back into the tfjs variables. */
  pull(): void;
  /** Copies the tfjs variables to where the step keeps its own. */
  push(): void;
  /** Frees the session and everything in it; the tfjs variables stay as they were last pulled. */
  dispose(): void;
}

/** How to compile. */
export interface CompileOptions {
  /**
   * Arithmetic of convolutions, batch-norms, biases and ReLUs: `float32`, or `bfloat16` with weights, statistics,
   * losses and optimiser in float32. bfloat16 pays on processors with AVX512-BF16 or AMX, and on GPUs.
   */
  readonly precision?: 'float32' | 'bfloat16';
}

/**
 * Compiles a step into one TensorFlow graph that keeps variables and optimiser state in its session.
 *
 * The step is recorded by running it once on zeros (variables keep their values), so its tensors' shapes are
 * fixed from then on. On a backend other than native TensorFlow the step stays eager.
 * @param step pure but for {@link assign} and optimisers: it may not read values, nor draw random numbers
 * @param inputs the step's inputs; their order does not matter
 * @throws Error if the step reads a value or draws a random number while it is recorded
 */
export function compile(
  step: Step,
  inputs: Readonly<Record<string, InputSpec>>,
  options: CompileOptions = {},
): StepRunner {
  if (!isNative()) return eager(step, inputs);
  const { precision = 'float32' } = options;
  const recorder = new Recorder(nativeBackend());
  const outputs = recordStep(recorder, step, inputs);
  const nodes = precision === 'bfloat16' ? toBfloat16(recorder.nodes) : recorder.nodes;
  return new GraphRunner(nodes, recorder, inputs, outputs);
}

/**
 * The same runner without a graph: the reference that a compiled step is tested against.
 */
export function eager(step: Step, inputs: Readonly<Record<string, InputSpec>>): StepRunner {
  return {
    mode: 'eager',
    run(values) {
      checkInputs(inputs, values);
      const outputs = tf.tidy(
        () =>
          step(
            Object.fromEntries(
              Object.entries(inputs).map(([name, { shape, dtype }]) => [
                name,
                tf.tensor(
                  dtype === 'uint8'
                    ? Int32Array.from(values[name] as Uint8Array)
                    : (values[name] as Float32Array),
                  [...shape],
                  dtype === 'float32' ? 'float32' : 'int32',
                ),
              ]),
            ),
          ) as tf.NamedTensorMap,
      );
      const read = Object.entries(outputs).map(
        ([name, tensor]) => [name, tensor.dataSync<'float32'>()] as const,
      );
      tf.dispose(outputs);
      return Object.fromEntries(read);
    },
    pull() {},
    push() {},
    dispose() {},
  };
}

/** Runs the step on zeros under the recorder; returns the graph's node for each output. */
function recordStep(
  recorder: Recorder,
  step: Step,
  inputs: Readonly<Record<string, InputSpec>>,
): Readonly<Record<string, string>> {
  const names: Record<string, string> = {};
  tf.tidy(() => {
    const tensors: Record<string, tf.Tensor> = {};
    for (const [name, { shape, dtype }] of Object.entries(inputs)) {
      tensors[name] = tf.zeros([...shape], dtype === 'float32' ? 'float32' : 'int32');
      recorder.declareInput(`input_${name}`, tensors[name], dtype);
    }
    recorder.record(() => {
      for (const [name, tensor] of Object.entries(step(tensors))) {
        const T = { type: DataType[tensor.dtype as 'float32'] };
        names[name] = recorder.add('Identity', [recorder.source(tensor)], { T }, `output_${name}`);
      }
    });
  });
  return names;
}

function checkInputs(inputs: Readonly<Record<string, InputSpec>>, values: InputValues): void {
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(inputs, name))
      throw new TypeError(`run: the step has no input \`${name}\`; it has ${Object.keys(inputs).join(', ')}`);
  }
  for (const [name, { shape, dtype }] of Object.entries(inputs)) {
    const value = values[name];
    const expected = `run: expected input \`${name}\` to be ${dtype} of shape [${shape.join(', ')}]`;
    const kind = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array }[dtype];
    if (!(value instanceof kind))
      throw new TypeError(`${expected}, got ${value === undefined ? 'nothing' : value.constructor.name}`);
    const size = shape.reduce((a, b) => a * b, 1);
    if (value.length !== size) {
      throw new TypeError(
        `${expected} (${size} values), got ${value.length} values: a compiled step's shapes are fixed`,
      );
    }
  }
}

class GraphRunner implements StepRunner {
  readonly mode = 'compiled';
  readonly #binding: NativeBinding;
  readonly #recorder: Recorder;
  readonly #inputs: Readonly<Record<string, InputSpec>>;
  readonly #inputNames: string;
  readonly #outputKeys: readonly string[];
  readonly #outputNames: string;
  #session: number | undefined;

  constructor(
    nodes: readonly GraphNode[],
    recorder: Recorder,
    inputs: Readonly<Record<string, InputSpec>>,
    outputs: Readonly<Record<string, string>>,
  ) {
    this.#binding = nativeBackend().binding;
    this.#recorder = recorder;
    this.#inputs = inputs;
    this.#inputNames = Object.keys(inputs)
      .map(name => `input_${name}:0`)
      .join();
    this.#outputKeys = Object.keys(outputs);
    // Side effects hang on a fetched node, since only fetches can be asked for.
    const done = constantNode('step_done', recorder.updates);
    this.#outputNames = [...Object.values(outputs), 'step_done'].map(name => `${name}:0`).join();
    const graph = [...nodes, done, ...variableNodes(recorder)];
    this.#session = loadGraph(graph, (directory, tags) => this.#binding.loadSavedModel(directory, tags));
    this.push();
  }

  #run(
    inputIds: readonly number[],
    inputs: string,
    outputs: string,
  ): readonly { id: number; shape: number[]; dtype: number }[] {
    if (this.#session === undefined) throw new Error('run: this compiled step was disposed');
    return this.#binding.runSavedModel(this.#session, inputIds, inputs, outputs);
  }

  run(values: InputValues): Record<string, Float32Array> {
    checkInputs(this.#inputs, values);
    const binding = this.#binding;
    const ids = Object.entries(this.#inputs).map(([name, { shape, dtype }]) =>
      binding.createTensor(shape, DataType[dtype], values[name] as Float32Array),
    );
    try {
      const results = this.#run(ids, this.#inputNames, this.#outputNames);
      const read = results.map(({ id }) => {
        const data = binding.tensorDataSync(id);
        binding.deleteTensor(id);
        return data as Float32Array;
      });
      return Object.fromEntries(this.#outputKeys.map((key, i) => [key, read[i]!]));
    } finally {
      ids.forEach(id => binding.deleteTensor(id));
    }
  }

  push(): void {
    const recorded = [...this.#recorder.variables.values()];
    if (recorded.length === 0) return;
    const ids = recorded.map(({ variable }) =>
      this.#binding.createTensor(variable.shape, DataType.float32, variable.dataSync<'float32'>().slice()),
    );
    const [result] = this.#run(ids, recorded.map(r => `${r.handle}_new:0`).join(), 'variables_pushed:0');
    if (result !== undefined) this.#binding.deleteTensor(result.id);
    ids.forEach(id => this.#binding.deleteTensor(id));
  }

  pull(): void {
    const recorded = [...this.#recorder.variables.values()].filter(r => r.updated);
    if (recorded.length === 0) return;
    const results = this.#run([], '', recorded.map(r => `${r.handle}_value:0`).join());
    results.forEach(({ id }, i) => {
      const { variable } = recorded[i] as { variable: tf.Variable };
      tf.tidy(() =>
        variable.assign(tf.tensor(this.#binding.tensorDataSync(id) as Float32Array, variable.shape)),
      );
      this.#binding.deleteTensor(id);
    });
  }

  dispose(): void {
    if (this.#session !== undefined) this.#binding.deleteSavedModel(this.#session);
    this.#session = undefined;
  }
}

/** A constant 0 that waits for `after`. */
function constantNode(name: string, after: readonly string[]): GraphNode {
  const dtype = DataType.float32;
  const value = { tensor: { dtype, shape: [], content: new Uint8Array(4) } };
  return {
    name,
    op: 'Const',
    inputs: after.map(node => `^${node}`),
    attributes: { dtype: { type: dtype }, value },
  };
}

/** For every variable a node that sets it from a fed value and one that reads it, beside the step itself. */
function variableNodes(recorder: Recorder): GraphNode[] {
  const dtype = { type: DataType.float32 };
  const recorded = [...recorder.variables.values()];
  const nodes = recorded.flatMap(({ handle, variable }): GraphNode[] => [
    {
      name: `${handle}_new`,
      op: 'Placeholder',
      inputs: [],
      attributes: { dtype, shape: { shape: variable.shape } },
    },
    {
      name: `${handle}_set`,
      op: 'AssignVariableOp',
      inputs: [handle, `${handle}_new`],
      attributes: { dtype },
    },
    { name: `${handle}_value`, op: 'ReadVariableOp', inputs: [handle], attributes: { dtype } },
  ]);
  return [
    ...nodes,
    constantNode(
      'variables_pushed',
      recorded.map(r => `${r.handle}_set`),
    ),
  ];
}
