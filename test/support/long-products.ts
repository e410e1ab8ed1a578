// Multiplies matrices of an inner dimension above which oneDNN's kernel for AVX2 works on a stack in the heap, and
// trains small models whose variables are pushed into their sessions again and again. Prints `done` at its end.
import * as tf from '@tensorflow/tfjs';
import { compile, loadBackend } from '../../lib/engine/index.js';
import { makeModel } from '../../lib/models/kinds.js';
import { Rng } from '../../lib/base/random.js';
import { learnersOf, stepInputs, trainStep } from '../../lib/training/train-step.js';
import { disposeAll, stepValues, tinyModel } from './tiny-models.js';

/** Inner dimension of the products: above 2,048, oneDNN's `STACK_K_CAPACITY`. */
const inner = 4096;

const [products = 0, trainings = 0] = process.argv.slice(2).map(Number);
await loadBackend();

const [left, right] = [tf.ones([100, inner]), tf.ones([inner, 16])];
for (let i = 0; i < products; i++) {
  const product = tf.matMul(left, right);
  if (i % 100 === 0 && product.dataSync().some(value => value !== inner))
    throw new Error(`product ${i} is wrong`);
  product.dispose();
}

const models = ['vae', 'wae-mmd', 'wae-gan'] as const;
for (let i = 0; i < trainings; i++) {
  const model = makeModel(tinyModel(models[i % models.length] ?? 'vae'), Rng.fromSeed(i));
  const learners = learnersOf(model.players, { beta1: 0.5, beta2: 0.999 });
  const runner = compile(trainStep(learners), stepInputs(model, 16, learners));
  for (let t = 1; t <= 3; t++) {
    runner.run(stepValues(model, learners, 16, t, Rng.fromSeed(t)));
    runner.pull();
    runner.push();
  }
  runner.dispose();
  disposeAll(model, learners);
}
process.stdout.write('done\n');
