import test from 'ava';
import { UserError } from '../../../lib/base/errors.js';
import {
  changedConfig,
  changeFlags,
  changesBetween,
  parseChange,
} from '../../../lib/experiments/config/changes.js';
import { presetConfig } from '../../../lib/experiments/config/preset-config.js';

const config = presetConfig('digits', 'quick', 'wae-mmd');

test('changedConfig(config, changes) changes what is named, adds what may be left out, and leaves the rest', t => {
  const before = structuredClone(config);
  const changed = changedConfig(
    config,
    {
      'training.lambda': 3,
      'training.weightAverage': { decay: 0.99 },
      'model.architecture.encoderFilters.1': 7,
      'data.validation': 100,
    },
    'x',
  );
  const { architecture } = config.model;
  if (architecture.kind !== 'dcgan') throw new Error('unreachable');
  const [first, , third] = architecture.encoderFilters;
  t.deepEqual(changed, {
    ...config,
    data: { ...config.data, validation: 100 },
    model: { ...config.model, architecture: { ...architecture, encoderFilters: [first!, 7, third!] } },
    training: { ...config.training, lambda: 3, weightAverage: { decay: 0.99 } },
  });
  t.deepEqual(config, before);
  t.deepEqual(changedConfig(config, {}, 'x'), config);
});

test('changedConfig(config, changes) refuses fields that are not there, and values that they can’t have', t => {
  for (const [changes, message] of [
    [{ 'model.colour.hue': 1 }, 'x: there is no field model.colour.hue; name one of config.json'],
    ...['__proto__.x', 'training.__proto__', 'training.constructor.x', 'toString'].map(
      path => [{ [path]: 1 }, `x: there is no field ${path}; name one of config.json`] as const,
    ),
    [{ 'training.lambda': -1 }, /^x: training\.lambda is not valid \(.*>=0.*\); mend it and try again$/],
    [{ 'training.colour': 1 }, /^x: training is not valid \(.*colour.*\)/],
  ] as const) {
    t.throws(() => changedConfig(config, changes, 'x'), { instanceOf: UserError, message });
  }
});

test('parseChange(text) reads JSON, and words as they stand', t => {
  t.deepEqual(parseChange('training.lambda=3e-1'), { 'training.lambda': 0.3 });
  t.deepEqual(parseChange('model.cost={"kind":"gaussian"}'), { 'model.cost': { kind: 'gaussian' } });
  t.deepEqual(parseChange('data.split=released'), { 'data.split': 'released' });
  t.deepEqual(parseChange('data.split="a=b"'), { 'data.split': 'a=b' });
  t.deepEqual(parseChange('training.augmentation='), { 'training.augmentation': undefined });
  for (const text of ['training.lambda', '=3', ''])
    t.throws(() => parseChange(text), { instanceOf: UserError });
});

test('changeFlags(changesBetween(a, b)) are the flags that make b of a', t => {
  const gan = presetConfig('celeba', 'standard', 'wae-gan');
  const { discriminatorLearningRateSchedule: _, ...training } = gan.training;
  const wanted = {
    ...gan,
    data: { name: 'celeba', validation: 900 },
    training: { ...training, lambda: 3, weightAverage: { decay: 0.999 } },
  } as const;
  const changes = changesBetween(gan, wanted);
  t.deepEqual(changedConfig(gan, changes, 'x'), wanted);
  t.is(
    changeFlags(changes),
    '--set data.validation=900 --set training.discriminatorLearningRateSchedule= --set training.lambda=3 --set \'training.weightAverage={"decay":0.999}\'',
  );
});
