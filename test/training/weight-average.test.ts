import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { Rng } from '../../lib/base/random.js';
import { loadBackend } from '../../lib/engine/index.js';
import { makeModel } from '../../lib/models/kinds.js';
import { variablesOf } from '../../lib/models/networks.js';
import { Trainer } from '../../lib/training/train.js';
import { WeightAverage } from '../../lib/training/weight-average.js';
import { allClose } from '../support/all-close.js';
import { disposeAll, tinyConfig, tinyData } from '../support/tiny-models.js';
import { slow } from '../support/slow.js';

test.before(async () => {
  await loadBackend();
});

test('WeightAverage: early steps count as (1 + t)/(10 + t) says, late ones as the decay', t => {
  const w = tf.variable(tf.tensor1d([1, -2]));
  const average = new WeightAverage([w], 0.5);
  const expected = [1, -2];
  for (let step = 1; step <= 20; step++) {
    const value = [step, step ** 2];
    w.assign(tf.tensor1d(value));
    const given = average.inputs(step);
    average.update({ averageRate: tf.scalar(given['averageRate']![0]!) });
    const d = Math.min(0.5, (1 + step) / (10 + step));
    expected.forEach((before, k) => (expected[k] = before + (1 - d) * (value[k]! - before)));
    allClose(t, average.averages[0]!.dataSync(), expected, { rtol: 1e-5 });
  }
  t.deepEqual([...average.during(() => w.dataSync())], [...average.averages[0]!.dataSync()]);
  t.deepEqual([...w.dataSync()], [20, 400]);
});

slow.serial('Trainer: averages follow the weights and leave the training as it is', async t => {
  const plain = await trained(undefined);
  const averaged = await trained({ decay: 0.9 });
  t.deepEqual(averaged.weights, plain.weights);
  t.is(averaged.averages.length, averaged.weights.length);
  // Near the weights, but not at them.
  const apart = averaged.averages.map((values, i) =>
    Math.max(...values.map((value, k) => Math.abs(value - averaged.weights[i]![k]!))),
  );
  t.true(Math.max(...apart) > 0);
  t.true(Math.max(...apart) < 0.5, `${Math.max(...apart)}`);
  t.notDeepEqual(averaged.seen, plain.seen);
});

slow.serial('Trainer: augmented images come from their own stream, step by step', async t => {
  const augmentation = { shift: 1, mirror: true };
  const [first, second] = [await trained(undefined, augmentation), await trained(undefined, augmentation)];
  t.deepEqual(first.weights, second.weights);
  t.notDeepEqual(first.weights, (await trained(undefined)).weights);
  const unmoved = await trained(undefined, { shift: 0, mirror: false });
  t.deepEqual(unmoved.weights, (await trained(undefined)).weights);
});

/** Weights, averages and what was seen of the test images after a short training. */
async function trained(
  weightAverage: { readonly decay: number } | undefined,
  augmentation?: { readonly shift: number; readonly mirror: boolean },
): Promise<{
  readonly weights: readonly number[][];
  readonly averages: readonly number[][];
  readonly seen: readonly number[];
}> {
  const rng = Rng.fromSeed(1);
  const { model: config, training } = tinyConfig('wae-mmd', {
    ...(weightAverage && { weightAverage }),
    ...(augmentation && { augmentation }),
  });
  const model = makeModel(config, rng.split('weights'));
  const trainer = new Trainer(model, tinyData(), training, rng.split('training'));
  const seen: number[] = [];
  await trainer.run({
    onEvent: event => {
      if (event.kind === 'record' && event.record.kind === 'test')
        seen.push(event.record.terms['squaredError']!);
    },
  });
  const values = (variables: readonly tf.Variable[]): number[][] =>
    variables.map(variable => Array.from(variable.dataSync<'float32'>()));
  const networks = variablesOf(model.networks);
  const result = {
    weights: values(networks),
    averages: values(trainer.variables.filter(({ name }) => /\/average#/.test(name))),
    seen,
  };
  trainer.dispose();
  disposeAll(model);
  return result;
}
