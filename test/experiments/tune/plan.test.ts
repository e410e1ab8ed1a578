import test from 'ava';
import { tuningOf } from '../../../lib/experiments/tune/tuning.js';
import {
  choose,
  chosenTry,
  commonCandidates,
  commonChoices,
  nextTries,
  type Plan,
  triesOf,
  type Try,
} from '../../../lib/experiments/tune/plan.js';
import type { ModelName } from '../../../lib/models/kinds.js';

const tuning = tuningOf('mnist');
const [wide, renorm] = commonCandidates;
const models = ['vae', 'wae-mmd', 'wae-gan'] as const;

const measuredTry = (plan: Plan, squaredError: number, frechet: number): Try => ({
  ...plan,
  squaredError,
  frechet: { value: frechet },
});

/** All tries that can be made, with numbers by `measure`. */
function allTries(asked: readonly ModelName[], measure: (plan: Plan) => readonly [number, number]): Try[] {
  const tries: Try[] = [];
  for (let made = true; made;) {
    made = false;
    for (const model of asked) {
      const found = nextTries(model, tries, tuning);
      for (const plan of 'next' in found ? found.next : []) {
        tries.push(measuredTry(plan, ...measure(plan)));
        made = true;
      }
    }
  }
  return tries;
}

test('choose(tries) takes the least Fréchet distance among errors up to 1.1 times the least, and the error decides a tie', t => {
  const of = (...numbers: readonly (readonly [number, number])[]): number => {
    const tries = numbers.map(([squaredError, value], index) => ({
      index,
      squaredError,
      frechet: { value },
    }));
    return choose(tries).index;
  };
  t.is(of([10, 5], [11, 3], [11.1, 1]), 1);
  t.is(of([10, 5], [11.001, 1]), 0);
  t.is(of([10.5, 3], [10, 3.03], [10, 3.04]), 1);
  t.is(of([10.5, 3], [10, 3.031]), 0);
  t.is(of([9, 2]), 0);
  t.throws(() => choose([]), { instanceOf: RangeError, message: /^choose: expected one try or more/ });
});

test('nextTries(model) begins with the common choices, and goes on when all three models have them', t => {
  t.deepEqual(nextTries('vae', [], tuning), {
    next: [{}, wide, renorm].map(changes => ({ model: 'vae', stage: 'common', changes })),
  });
  const ofVae = [{}, wide!, renorm!].map(changes =>
    measuredTry({ model: 'vae', stage: 'common', changes }, 1, 1),
  );
  t.deepEqual(nextTries('vae', ofVae, tuning), { waitsFor: ['wae-mmd', 'wae-gan'] });
  t.deepEqual(nextTries('wae-energy', ofVae, tuning), { waitsFor: ['wae-mmd', 'wae-gan'] });
});

test('every model of the paper gets ten different tries, another penalty four', t => {
  const tries = allTries([...models, 'wae-energy'], () => [1, 1]);
  for (const model of models) {
    const own = tries.filter(made => made.model === model);
    t.is(own.length, 10);
    t.is(triesOf(model, tuning), 10);
    t.is(new Set(own.map(({ changes }) => JSON.stringify(changes))).size, 10);
  }
  const energy = tries.filter(({ model }) => model === 'wae-energy');
  t.is(triesOf('wae-energy', tuning), 4);
  t.deepEqual(
    energy.map(({ changes }) => changes['training.lambda']),
    [0.5, 1.67, 15, 50],
  );
});

test('commonChoices(model) are those that lower the mean log of both numbers, and what a model keeps in any case', t => {
  const made = (numbers: (model: ModelName, changes: object) => readonly [number, number]): Try[] =>
    models.flatMap(model =>
      [{}, wide!, renorm!].map(changes =>
        measuredTry({ model, stage: 'common', changes }, ...numbers(model, changes)),
      ),
    );
  // The error of one model doubles, the distances of the three fall by a third each: (2/3)³ · 2 < 1.
  const tries = made((model, changes) => [
    changes === wide && model === 'vae' ? 2 : 1,
    changes === wide ? 2 / 3 : 1,
  ]);
  t.deepEqual(commonChoices('vae', tries, tuning), wide);
  t.deepEqual(commonChoices('wae-mmd', tries, tuning), { ...wide, ...renorm });
  // (4/5)³ · 2 > 1.
  const worse = made((model, changes) => [
    changes === wide && model === 'vae' ? 2 : 1,
    changes === wide ? 4 / 5 : 1,
  ]);
  t.deepEqual(commonChoices('vae', worse, tuning), {});
  t.throws(() => commonChoices('vae', worse.slice(1), tuning), { instanceOf: RangeError });
});

test('the own tries are at the best rate, with the common choices, and the chosen try has these', t => {
  const measure = ({ stage, changes }: Plan): readonly [number, number] => {
    if (stage === 'common') return [1, changes === renorm ? 0.5 : 1];
    if (stage === 'rate') return [1, changes['training.learningRate'] === 5e-4 ? 0.4 : 0.6];
    return [1, changes['training.lambda'] === 30 ? 0.3 : 0.45];
  };
  const tries = allTries([...models, 'wae-sliced'], measure);
  for (const { stage, changes } of tries.filter(({ model }) => model === 'wae-gan')) {
    if (stage === 'rate') t.is(changes['model.architecture.encoderNormalization'], 'batch-renorm');
    if (stage === 'own') t.is(changes['training.learningRate'], 5e-4);
  }
  t.is(chosenTry('wae-mmd', tries, tuning)?.changes['training.lambda'], 30);
  t.deepEqual(chosenTry('vae', tries, tuning)?.changes, { ...renorm, 'training.learningRate': 5e-4 });
  t.is(chosenTry('wae-sliced', tries, tuning)?.changes['training.learningRate'], 5e-4);
  t.is(chosenTry('vae', tries.slice(0, 20), tuning), undefined);
});
