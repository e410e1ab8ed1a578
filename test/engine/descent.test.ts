import * as tf from '@tensorflow/tfjs';
import { NonFiniteLossError } from '../../lib/base/errors.js';
import { isNative, type NativeBinding, nativeBackend } from '../../lib/engine/native.js';
import {
  Adam,
  adamInputs,
  adamScalars,
  descent,
  loadBackend,
  objectiveAndGradients,
} from '../../lib/engine/index.js';
import { slow as test } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

/** (w − target)², down which Adam goes by 0.1 a step at first; `target` is an input. */
function parabola(start: number): {
  readonly w: tf.Variable;
  readonly options: (targets: readonly number[], from?: number) => Parameters<typeof descent>[0];
  readonly dispose: () => void;
} {
  const w = tf.tidy(() => tf.variable(tf.scalar(start)));
  const optimizer = new Adam([w]);
  const descender = {
    parameters: [w],
    objective: ({ target }: Readonly<Record<string, tf.Tensor>>) => {
      const loss: tf.Scalar = tf.square(tf.sub(w, target!));
      return { loss, terms: { distance: tf.abs(tf.sub(w, target!)) as tf.Scalar }, updates: [] };
    },
  };
  return {
    w,
    options: (targets, from = 0) => ({
      step: inputs => {
        const { loss, terms, gradients } = objectiveAndGradients(descender, inputs);
        optimizer.apply(gradients, adamScalars(inputs));
        return { loss, ...terms };
      },
      inputs: { target: { shape: [], dtype: 'float32' }, ...adamInputs() },
      values: t => ({
        target: Float32Array.of(targets[t - 1] ?? NaN),
        ...optimizer.inputs(t, { learningRate: 0.1 }),
      }),
      from,
      steps: targets.length,
      variables: [w],
    }),
    dispose: () => {
      optimizer.dispose();
      w.dispose();
    },
  };
}

/** Counts the graphs that TensorFlow frees from now on, until it is asked. */
function countFreedGraphs(): () => number {
  if (!isNative()) return () => 0;
  const backend = nativeBackend() as { binding: NativeBinding };
  const { binding } = backend;
  let count = 0;
  backend.binding = Object.setPrototypeOf(
    {
      deleteSavedModel: (id: number) => {
        count++;
        binding.deleteSavedModel(id);
      },
    },
    binding,
  ) as NativeBinding;
  return () => {
    backend.binding = binding;
    return count;
  };
}

const read = (w: tf.Variable): number => w.dataSync()[0] ?? NaN;

test.serial('descent(…) yields each step’s outputs before its update, and pulls at the end', t => {
  const { w, options, dispose } = parabola(3);
  const seen = [...descent(options([0, 0]))].map(({ t: step, outputs }) => [
    step,
    outputs['loss'],
    outputs['distance'],
  ]);
  t.deepEqual(seen[0], [1, 9, 3]);
  t.is(seen[1]?.[0], 2);
  // Adam's first step is of the rate's length, whatever the gradient.
  t.true(Math.abs(seen[1]![2]! - 2.9) < 1e-5);
  t.true(Math.abs(read(w) - 2.8) < 1e-2);
  dispose();
});

test.serial('descent({ from }) goes on at the next step, and asks for inputs one step at a time', t => {
  const { w, options, dispose } = parabola(3);
  const asked: number[] = [];
  const { values, ...rest } = options([9, 0, 0], 1);
  const steps = descent({ ...rest, values: step => (asked.push(step), values(step)) });
  const first = steps.next().value;
  t.is(first?.t, 2);
  t.is(first?.outputs['loss'], 9);
  t.deepEqual(asked, [2]);
  t.is(read(w), 3, 'the variable is where the step keeps it');
  first?.pull();
  t.true(Math.abs(read(w) - 3) > 0.01);
  steps.return();
  t.deepEqual(asked, [2]);
  dispose();
});

test.serial(
  'descent(…) that is left early frees its graph and leaves the variables as they were pulled',
  t => {
    const { w, options, dispose } = parabola(3);
    const before = tf.memory().numTensors;
    const freed = countFreedGraphs();
    for (const { t: step } of descent(options([0, 0, 0]))) {
      if (step === 2) break;
    }
    t.is(tf.memory().numTensors, before);
    t.is(freed(), isNative() ? 1 : 0);
    t.is(read(w), 3);
    dispose();
  },
);

test.serial('descent(…) stops at an output that is not finite, by the name that it is given', t => {
  const { options, dispose } = parabola(3);
  const steps = descent({
    ...options([0, Infinity]),
    nameOfTerm: name => `my ${name}`,
    checkpoint: () => 'saved.safetensors',
  });
  t.is(steps.next().value?.t, 1);
  const error = t.throws(() => steps.next(), { instanceOf: NonFiniteLossError });
  t.is(error.step, 2);
  t.regex(error.message, /step 2: my loss is Infinity; the last good checkpoint is saved\.safetensors/);
  dispose();
});

test.serial('descent(…) stops at a variable that is not finite when it is pulled', t => {
  const { w, options, dispose } = parabola(3);
  const { step, ...rest } = options([0]);
  const broken = descent({
    ...rest,
    step: inputs => {
      const { loss } = step(inputs);
      // The loss is finite, and what is left behind is not.
      return { loss: loss! };
    },
    variables: [w, tf.tidy(() => tf.variable(tf.scalar(NaN), false))],
  });
  t.is(broken.next().value?.t, 1);
  t.throws(() => broken.next(), { instanceOf: NonFiniteLossError });
  dispose();
});
