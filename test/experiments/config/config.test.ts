import test, { type ExecutionContext } from 'ava';
import { UserError } from '../../../lib/base/errors.js';
import {
  experimentNames,
  differences,
  firstDifference,
  parseConfig,
  presetNames,
} from '../../../lib/experiments/config/config.js';
import { type ModelName, modelNames } from '../../../lib/models/kinds.js';
import { presetConfig } from '../../../lib/experiments/config/preset-config.js';
import { ownImages } from '../../support/own-images.js';

/** A deep copy of a preset with one field changed; undefined takes it away. */
function changed(path: string, value: unknown, model: ModelName = 'wae-gan'): unknown {
  const config = structuredClone(presetConfig('digits', 'quick', model)) as unknown as Record<
    string,
    unknown
  >;
  const keys = path.split('.');
  const last = keys.pop()!;
  const parent = keys.reduce((at, key) => at[key] as Record<string, unknown>, config);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return config;
}

/** One sentence on one line that names the origin and the field. */
function refused(t: ExecutionContext, value: unknown, field: string): void {
  const error = t.throws(() => parseConfig(value, 'here/config.json'), { instanceOf: UserError }, field);
  t.true(error?.message.startsWith('here/config.json: '), error?.message);
  t.true(error?.message.includes(field), `${error?.message} names ${field}`);
  t.false(error?.message.includes('\n'));
}

test('parseConfig(preset) is the preset, for every experiment, size and model, also by way of JSON', t => {
  for (const experiment of experimentNames)
    for (const preset of presetNames)
      for (const model of modelNames) {
        const config = presetConfig(experiment, preset, model, { images: ownImages });
        t.deepEqual(parseConfig(config, 'x'), config);
        t.deepEqual(parseConfig(JSON.parse(JSON.stringify(config)), 'x'), config);
        t.is(firstDifference(config, JSON.parse(JSON.stringify(config))), undefined);
      }
});

test('parseConfig(value) refuses unknown keys at every depth and names them', t => {
  for (const path of [
    'colour',
    'data.colour',
    'model.colour',
    'model.prior.colour',
    'model.encoder.colour',
    'model.cost.colour',
    'model.architecture.colour',
    'model.discriminator.colour',
    'training.colour',
    'training.learningRateSchedule.colour',
    'training.pretraining.colour',
  ]) {
    refused(t, changed(path, 1), 'colour');
  }
  // What belongs to another model is unknown to this one.
  refused(t, changed('model.kernel', { kind: 'imq', scales: [1] }), 'kernel');
  refused(t, changed('model.discriminator', { units: [1], logPrior: false }, 'vae'), 'discriminator');
});

test('parseConfig(value) refuses 0, fractions, negative numbers and other types, and names the field', t => {
  for (const bad of [0, 1.5, -1, NaN, Infinity, '10', null]) {
    refused(t, changed('training.epochs', bad), 'training.epochs');
    refused(t, changed('training.batchSize', bad), 'training.batchSize');
    refused(t, changed('training.recordEvery', bad), 'training.recordEvery');
    refused(t, changed('model.prior.dimension', bad), 'model.prior.dimension');
    refused(
      t,
      changed('model.architecture.encoderFilters', [16, bad]),
      'model.architecture.encoderFilters.1',
    );
    refused(t, changed('model.architecture.decoderFilters', [bad]), 'model.architecture.decoderFilters.0');
  }
  refused(t, changed('training.batchSize', 1), 'training.batchSize');
  refused(t, changed('model.prior.dimension', 1), 'model.prior.dimension');
  for (const bad of [0, -1, NaN, Infinity, '1']) {
    refused(t, changed('training.learningRate', bad), 'training.learningRate');
    refused(t, changed('model.prior.sigma', bad), 'model.prior.sigma');
    refused(t, changed('model.cost.scale', bad), 'model.cost.scale');
  }
  for (const bad of [-1, NaN, '1']) refused(t, changed('training.lambda', bad), 'training.lambda');
  for (const bad of [-1, 0.5, 2 ** 53, '1']) refused(t, changed('seed', bad), 'seed');
  for (const bad of [1, -0.1]) refused(t, changed('training.beta1', bad), 'training.beta1');
  t.notThrows(() => parseConfig(changed('training.lambda', 0), 'x'));
});

test('parseConfig(value) refuses unknown kinds and what is missing, and names the field', t => {
  refused(t, changed('preset', 'huge'), 'preset');
  refused(t, changed('model.kind', 'wae-xyz'), 'model.kind');
  refused(t, changed('data.name', 'cifar'), 'data.name');
  refused(t, changed('model.prior.kind', 'cauchy'), 'model.prior.kind');
  refused(t, changed('training.precision', 'float16'), 'training.precision');
  refused(t, changed('training', undefined), 'training');
  refused(t, changed('training.epochs', undefined), 'training.epochs');
  for (const value of [null, 7, 'text', []]) refused(t, value, 'the configuration');
});

test('parseConfig(value) reads the fields that no preset has, and refuses what they can’t be', t => {
  const fields = [
    ['data.validation', 500, [0, 1.5, '5']],
    ['model.cost', { kind: 'gaussian' }, [{ kind: 'gaussian', scale: 1 }]],
    ['model.encoder', { kind: 'gaussian' }, [{ kind: 'gauss' }]],
    ['model.architecture.encoderNormalization', 'batch-renorm', ['layer', null]],
    ['model.discriminator.slopePenalty', 0, [-1, '1', null]],
    ['training.augmentation', { shift: 0, mirror: true }, [{ shift: -1, mirror: true }, { shift: 2 }]],
    ['training.weightAverage', { decay: 0.999 }, [{ decay: 1 }, {}, 0.9]],
  ] as const;
  for (const [path, good, bad] of fields) {
    const config = changed(path, good);
    t.deepEqual(parseConfig(config, 'x') as unknown, config);
    for (const value of bad) refused(t, changed(path, value), path);
  }
});

test('parseConfig(value) refuses bad options of each penalty and names the field', t => {
  const cases = [
    ['wae-sliced', 'projections', [0, 1.5, -1, '5', null]],
    ['wae-max-sliced', 'starts', [0, 1.5, '5']],
    ['wae-max-sliced', 'steps', [-1, 0.5, '5']],
    ['wae-max-sliced', 'stepLength', [0, -1, '1']],
    ['wae-sinkhorn', 'epsilon', [0, -1, NaN, '1']],
    ['wae-sinkhorn', 'iterations', [0, 0.5, null]],
    ['wae-cramer-wold', 'against', ['gauss', 1, null]],
    ['wae-cramer-wold', 'gamma', [0, -1, '1', null]],
    ['wae-sigreg', 'projections', [0, 1.5, '5']],
  ] as const;
  for (const [model, field, values] of cases) {
    for (const value of values)
      refused(t, changed(`model.penalty.${field}`, value, model), `penalty.${field}`);
    refused(t, changed('model.penalty.colour', 1, model), 'colour');
    refused(t, changed('model.penalty', undefined, model), 'model.penalty');
  }
  refused(t, changed('model.penalty', {}, 'wae-energy'), 'penalty');
  t.notThrows(() => parseConfig(changed('model.penalty.gamma', 0.1, 'wae-cramer-wold'), 'x'));
  t.notThrows(() => parseConfig(changed('model.penalty.steps', 0, 'wae-max-sliced'), 'x'));
});

test('differences(a, b) are all fields that differ, with what either has there', t => {
  const config = presetConfig('digits', 'quick', 'wae-mmd');
  t.deepEqual(differences(config, structuredClone(config)), []);
  const other = presetConfig('digits', 'quick', 'wae-mmd', { epochs: 99, seed: 2 });
  t.deepEqual(differences(config, other), [
    { path: 'seed', values: [1, 2] },
    { path: 'training.epochs', values: [4, 99] },
  ]);
  t.deepEqual(differences({ a: [1, { b: 2 }] }, { a: [1], c: null }), [
    { path: 'a.1', values: [{ b: 2 }, undefined] },
    { path: 'c', values: [undefined, null] },
  ]);
});

test('firstDifference(a, b) is the path of the first field that differs, or undefined', t => {
  const config = presetConfig('digits', 'quick', 'wae-mmd');
  t.is(firstDifference(config, structuredClone(config)), undefined);
  t.is(firstDifference(config, changed('training.epochs', 99, 'wae-mmd')), 'training.epochs');
  t.is(firstDifference(config, changed('model.prior.sigma', 2, 'wae-mmd')), 'model.prior.sigma');
  t.is(firstDifference({ a: [1, 2] }, { a: [1, 3] }), 'a.1');
  t.is(firstDifference({ a: [1, 2] }, { a: [1] }), 'a.1');
  t.is(firstDifference({ a: 1 }, { a: 1, b: 2 }), 'b');
  t.is(firstDifference({ a: null }, { a: { b: 1 } }), 'a');
  t.is(firstDifference({ a: NaN }, { a: NaN }), undefined);
});
