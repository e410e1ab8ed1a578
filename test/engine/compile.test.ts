import * as tf from '@tensorflow/tfjs';
import {
  Adam,
  assign,
  compile,
  eager,
  type InputSpec,
  loadBackend,
  namedVariable,
  type Step,
} from '../../lib/engine/index.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';
import { slow as test } from '../support/slow.js';

const native = (await loadBackend()).name === 'tensorflow';
/** Without the native library a step can't be compiled: these tests are skipped, visibly. */
const nativeTest = native ? test.serial : test.serial.skip;

const vector: InputSpec = { shape: [3], dtype: 'float32' };
const scalar: InputSpec = { shape: [], dtype: 'float32' };
const x = { x: Float32Array.of(1, 2, 3) };

const variable = (...values: number[]): tf.Variable =>
  tf.tidy(() => namedVariable('test/w', tf.tensor1d(values)));

/** Runs a step once, compiled, and frees it. */
function once(
  step: Step,
  specs: Record<string, InputSpec> = { x: vector },
  values: Record<string, Float32Array | Int32Array | Uint8Array> = x,
): Record<string, number[]> {
  const runner = compile(step, specs);
  const outputs = runner.run(values);
  runner.dispose();
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, [...value]]));
}

nativeTest('compile(step) runs as a graph, eager(step) kernel by kernel, to the same values', t => {
  const step: Step = inputs => ({ y: inputs['x']!.square().add(1) });
  const [compiled, plain] = [compile(step, { x: vector }), eager(step, { x: vector })];
  t.is(compiled.mode, 'compiled');
  t.is(plain.mode, 'eager');
  for (const runner of [compiled, plain]) t.deepEqual(runner.run(x), { y: Float32Array.of(2, 5, 10) });
  compiled.dispose();
});

nativeTest('compile(step) runs the step on zeros once, and never again', t => {
  let calls = 0;
  const w = variable(5);
  const runner = compile(
    ({ by }) => {
      calls++;
      assign(w, w.add(by!));
      return { w: w.add(0) };
    },
    { by: scalar },
  );
  t.is(calls, 1);
  t.deepEqual([...w.dataSync()], [5], 'recording leaves the variables as they were');
  for (let i = 0; i < 5; i++) runner.run({ by: Float32Array.of(1) });
  t.is(calls, 1);
  runner.pull();
  t.deepEqual([...w.dataSync()], [10]);
  runner.dispose();
  w.dispose();
});

const readings: Readonly<Record<string, (y: tf.Tensor) => unknown>> = {
  dataSync: y => y.dataSync(),
  arraySync: y => y.arraySync(),
  bufferSync: y => y.bufferSync(),
  print: y => y.print(),
  toString: (y: tf.Tensor) => y.toString(),
  // The promise of a read that never comes is nobody's to wait for.
  data: y => void y.data(),
  array: y => void y.array(),
  buffer: y => void y.buffer(),
};

for (const [name, reading] of Object.entries(readings)) {
  nativeTest(`compile(step) refuses ${name}() inside the step, and the backend goes on`, async t => {
    const before = tf.memory().numTensors;
    t.throws(
      () =>
        compile(
          inputs => {
            const y = inputs['x']!.square();
            reading(y);
            return { y };
          },
          { x: vector },
        ),
      { message: /^compile: a step can't read a tensor's values .* return the tensor as an output instead$/ },
    );
    t.is(tf.memory().numTensors, before);
    const check = tf.tensor1d([1, 2]);
    t.deepEqual([...check.dataSync()], [1, 2]);
    t.deepEqual([...(await check.data())], [1, 2]);
    check.dispose();
    t.deepEqual(once(inputs => ({ y: inputs['x']!.square() }))['y'], [1, 4, 9]);
  });
}

const rng = Rng.fromSeed(1);
const draws: Readonly<Record<string, () => unknown>> = {
  'tf.randomNormal': () => tf.randomNormal([3]),
  'tf.randomNormal with a seed': () => tf.randomNormal([3], 0, 1, 'float32', 7),
  'tf.randomUniform': () => tf.randomUniform([3]),
  'tf.randomUniform with a seed': () => tf.randomUniform([3], 0, 1, 'float32', 7),
  'tf.randomUniformInt': () => tf.randomUniformInt([3], 0, 5, 7),
  'tf.randomGamma': () => tf.randomGamma([3], 1, 1, 'float32', 7),
  'tf.truncatedNormal': () => tf.truncatedNormal([3], 0, 1, 'float32', 7),
  'tf.rand': () => tf.rand([3], () => 0.5),
  'tf.dropout': () => tf.dropout(tf.ones([3]), 0.5),
  'tf.dropout with a seed': () => tf.dropout(tf.ones([3]), 0.5, [3], 7),
  'tf.multinomial': () => tf.multinomial(tf.tensor1d([0.5, 0.5]), 3, 7),
  'Rng.normal': () => rng.normal(),
  'Rng.fillNormal': () => rng.split('noise').fillNormal(new Float32Array(3)),
  'Rng.permutation': () => rng.permutation(3),
  // oxlint-disable-next-line no-restricted-properties -- that it is refused is the point
  'Math.random': () => Math.random(),
};

for (const [name, draw] of Object.entries(draws)) {
  nativeTest(`compile(step) refuses ${name} inside the step, and the backend goes on`, t => {
    const before = tf.memory().numTensors;
    t.throws(
      () =>
        compile(
          inputs => {
            draw();
            return { y: inputs['x']!.add(1) };
          },
          { x: vector },
        ),
      { message: /^compile: a step can't draw random numbers: .* pass it in as an input$/ },
    );
    t.is(tf.memory().numTensors, before);
    t.notThrows(() => tf.tidy(() => void draw()), 'outside a step it draws as before');
  });
}

nativeTest('run(values) refuses a missing input, an unknown one, another type and another shape', t => {
  const runner = compile(inputs => ({ y: inputs['x']!.mul(2), n: inputs['n']!.add(1) }), {
    x: vector,
    n: { shape: [2], dtype: 'int32' },
  });
  const plain = eager(inputs => ({ y: inputs['x']! }), {
    x: vector,
    n: { shape: [2], dtype: 'int32' },
  });
  const n = Int32Array.of(1, 2);
  for (const { run } of [{ run: runner.run.bind(runner) }, plain]) {
    const refuses = (values: unknown, message: RegExp | string): void => {
      t.throws(() => run(values as typeof x), { instanceOf: TypeError, message });
    };
    refuses({ n }, 'run: expected input `x` to be float32 of shape [3], got nothing');
    refuses({ ...x, n, other: n }, 'run: the step has no input `other`; it has x, n');
    refuses({ ...x, n, toString: n }, 'run: the step has no input `toString`; it has x, n');
    refuses(
      { x: Float64Array.of(1, 2, 3), n },
      'run: expected input `x` to be float32 of shape [3], got Float64Array',
    );
    refuses({ x: [1, 2, 3], n }, 'run: expected input `x` to be float32 of shape [3], got Array');
    refuses(
      { ...x, n: Float32Array.of(1, 2) },
      'run: expected input `n` to be int32 of shape [2], got Float32Array',
    );
    refuses({ x: Float32Array.of(1, 2, 3, 4), n }, /\(3 values\), got 4 values: a compiled step's shapes/);
    refuses({ x: new Float32Array(0), n }, /\(3 values\), got 0 values/);
  }
  t.deepEqual([...(runner.run({ ...x, n })['y'] ?? [])], [2, 4, 6], 'and goes on');
  runner.dispose();
});

nativeTest('compile(step) leaves the backend usable after a step that throws', t => {
  const before = tf.memory().numTensors;
  const w = variable(1, 2, 3);
  t.throws(
    () =>
      compile(
        inputs => {
          assign(w, w.add(inputs['x']!));
          throw new Error('from the step');
        },
        { x: vector },
      ),
    { message: 'from the step' },
  );
  t.deepEqual([...w.dataSync()], [1, 2, 3]);
  w.dispose();
  t.is(tf.memory().numTensors, before);
  t.deepEqual(once(inputs => ({ y: inputs['x']!.neg() }))['y'], [-1, -2, -3]);
});

nativeTest('run(values) keeps the number of tensors and of bytes over 50 steps', t => {
  const w = variable(1, 1, 1);
  const adam = new Adam([w]);
  const runner = compile(
    inputs => {
      const { value, grads } = tf.variableGrads(() => w.sub(inputs['x']!).square().sum(), [w]);
      const rate = { learningRate: tf.scalar(0.1), beta1Power: tf.scalar(0.9), beta2Power: tf.scalar(0.999) };
      adam.apply([grads[w.name]!], rate);
      return { loss: value };
    },
    { x: vector },
  );
  runner.run(x);
  runner.pull();
  const { numTensors, numBytes, numDataBuffers } = tf.memory();
  for (let i = 0; i < 50; i++) {
    runner.run(x);
    runner.pull();
    runner.push();
  }
  const after = tf.memory();
  t.deepEqual(
    [after.numTensors, after.numBytes, after.numDataBuffers],
    [numTensors, numBytes, numDataBuffers],
  );
  runner.dispose();
  adam.dispose();
  w.dispose();
  t.is(tf.memory().numTensors, numTensors - 3);
});

nativeTest('dispose() ends the step and may be called twice', t => {
  const runner = compile(inputs => ({ y: inputs['x']!.add(1) }), { x: vector });
  runner.dispose();
  runner.dispose();
  t.throws(() => runner.run(x), { message: 'run: this compiled step was disposed' });
});

nativeTest('pull() copies the step’s variables back, push() sends them again', t => {
  const w = variable(1);
  const constant = variable(10);
  const runner = compile(() => {
    assign(w, w.add(constant));
    return { w: w.add(0) };
  }, {});
  t.deepEqual([...(runner.run({})['w'] ?? [])], [11]);
  t.deepEqual([...w.dataSync()], [1], 'until it is pulled the tfjs variable keeps its value');
  runner.pull();
  t.deepEqual([...w.dataSync()], [11]);
  tf.tidy(() => w.assign(tf.tensor1d([100])));
  t.deepEqual(
    [...(runner.run({})['w'] ?? [])],
    [21],
    'nor does the step see an assignment that was not pushed',
  );
  tf.tidy(() => {
    w.assign(tf.tensor1d([100]));
    constant.assign(tf.tensor1d([5]));
  });
  runner.push();
  t.deepEqual([...(runner.run({})['w'] ?? [])], [105]);
  runner.dispose();
  w.dispose();
  constant.dispose();
});

/** A step whose outputs tell what each read of `w` saw. */
const readsAround =
  (w: tf.Variable): Step =>
  ({ by }) => {
    const before = w.mul(1);
    const clone = w.clone();
    const shaped = w.reshape([1, 1]);
    assign(w, w.add(by!));
    const between = w.mul(1);
    assign(w, w.mul(2));
    return { before, between, after: w.mul(1), clone: clone.mul(1), shaped: shaped.add(0) };
  };

nativeTest(
  'assign(variable, value) is seen by later reads of the step and not by earlier ones, in both modes',
  t => {
    for (const make of [eager, compile]) {
      const w = variable(3);
      const runner = make(readsAround(w), { by: scalar });
      const values = (): Record<string, number> =>
        Object.fromEntries(
          Object.entries(runner.run({ by: Float32Array.of(4) })).map(([k, v]) => [k, v[0]!]),
        );
      t.deepEqual(values(), { before: 3, between: 7, after: 14, clone: 3, shaped: 3 }, runner.mode);
      t.deepEqual(values(), { before: 14, between: 18, after: 36, clone: 14, shaped: 14 }, runner.mode);
      runner.pull();
      t.deepEqual([...w.dataSync()], [36]);
      runner.dispose();
      w.dispose();
    }
  },
);

nativeTest('Adam.apply() is seen by later reads of the step, as in Algorithm 1', t => {
  const results = [eager, compile].map(make => {
    const w = variable(1, -2, 3);
    const adam = new Adam([w]);
    const runner = make(
      inputs => {
        const before = w.square().sum();
        adam.apply([inputs['x']!], {
          learningRate: tf.scalar(0.1),
          beta1Power: tf.scalar(0.9),
          beta2Power: tf.scalar(0.999),
        });
        return { before, after: w.square().sum() };
      },
      { x: vector },
    );
    const outputs = runner.run(x);
    runner.dispose();
    adam.dispose();
    w.dispose();
    return outputs;
  });
  for (const outputs of results) {
    // The first step moves every coordinate by the rate against its gradient's sign.
    allClose(t, outputs['before'] ?? [], 14, { rtol: 1e-6 });
    allClose(t, outputs['after'] ?? [], 0.9 ** 2 + 2.1 ** 2 + 2.9 ** 2, { rtol: 1e-6 });
  }
});

nativeTest('compile(step) keeps apart variables and tensors that share their data', t => {
  const start = tf.tensor1d([1]);
  const [a, b] = [tf.variable(start), tf.variable(start)];
  const step: Step = () => {
    assign(a, a.add(10));
    return { a: a.add(0), b: b.add(0), start: start.add(0) };
  };
  const runner = compile(step, {});
  t.deepEqual(runner.run({}), { a: Float32Array.of(11), b: Float32Array.of(1), start: Float32Array.of(1) });
  t.deepEqual(runner.run({}), { a: Float32Array.of(21), b: Float32Array.of(1), start: Float32Array.of(1) });
  runner.pull();
  t.deepEqual([[...a.dataSync()], [...b.dataSync()], [...start.dataSync()]], [[21], [1], [1]]);
  runner.dispose();
  tf.dispose([start, a, b]);
});

nativeTest('compile(step) refuses a variable that is assigned past the engine', t => {
  const w = variable(1, 2, 3);
  t.throws(
    () =>
      compile(
        inputs => {
          w.assign(inputs['x'] as tf.Tensor1D);
          return { y: w.add(0) };
        },
        { x: vector },
      ),
    { message: /^compile: variable test\/w#\d+ was assigned .*; use `assign`/ },
  );
  t.deepEqual([...w.dataSync()], [1, 2, 3]);
  w.dispose();
});

nativeTest('compile(step) takes constants, reshaped data, inputs and variables as outputs, all types', t => {
  const table = tf.tensor2d([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const w = variable(7, 8);
  const outputs = once(
    inputs => ({
      constant: table.sum(0),
      again: table.reshape([3, 2]).sum(0),
      reshaped: inputs['x']!.reshape([3, 1]).matMul(tf.ones([1, 2])),
      input: inputs['x']!,
      variable: w,
      bytes: inputs['bytes']!.mul(2),
      whole: inputs['whole']!.add(tf.scalar(1, 'int32')),
      flags: inputs['x']!.greater(1.5),
    }),
    { x: vector, bytes: { shape: [2], dtype: 'uint8' }, whole: { shape: [2], dtype: 'int32' } },
    { ...x, bytes: Uint8Array.of(255, 128), whole: Int32Array.of(-5, 2 ** 30) },
  );
  t.deepEqual(outputs, {
    constant: [5, 7, 9],
    again: [9, 12],
    reshaped: [1, 1, 2, 2, 3, 3],
    input: [1, 2, 3],
    variable: [7, 8],
    bytes: [510, 256],
    whole: [-4, 2 ** 30 + 1],
    flags: [0, 1, 1],
  });
  tf.dispose([table, w]);
});

nativeTest('compile(step) gives every step variables of its own', t => {
  const [v, w] = [variable(1), variable(2)];
  const add =
    (u: tf.Variable): Step =>
    () => {
      assign(u, u.add(1));
      return { u: u.add(0) };
    };
  const [first, second] = [compile(add(v), {}), compile(add(w), {})];
  first.run({});
  t.deepEqual(first.run({}), { u: Float32Array.of(3) });
  t.deepEqual(second.run({}), { u: Float32Array.of(3) });
  first.dispose();
  t.deepEqual(second.run({}), { u: Float32Array.of(4) });
  second.dispose();
  tf.dispose([v, w]);
});

nativeTest('compile(step) refuses a variable that is not float32', t => {
  const w = tf.variable(tf.tensor1d([1, 2, 3], 'int32'));
  t.throws(() => compile(inputs => ({ y: w.add(inputs['x']!.toInt()) }), { x: vector }), {
    instanceOf: TypeError,
    message: /^compile: expected variable \S+ to be float32, got int32$/,
  });
  w.dispose();
});
