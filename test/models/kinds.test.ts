import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { modelKinds, modelNames, modelSchema, modelTitles, paperModelNames } from '../../lib/models/kinds.js';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import { tinyModel } from '../support/tiny-models.js';

/** Where a model's name may stand: in its row, and in the tables of numbers that experiments have for each model. */
const homes = [
  'models/kinds.ts',
  'experiments/config/mnist-presets.ts',
  'experiments/config/celeba-presets.ts',
  'experiments/config/images-presets.ts',
  'experiments/tune/tuning.ts',
];

test('a model’s name stands in its row and in the presets, in no other file of the library', t => {
  const lib = join(repositoryRoot(), 'lib');
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  const name = new RegExp(`(['"\`])(${modelNames.join('|')})\\1`, 'u');
  const found = files.filter(file => name.test(readFileSync(join(lib, file), 'utf8')));
  t.deepEqual(found.sort(), [...homes].sort());
});

test('modelNames are the rows’, the paper’s first, and titles and colours tell them apart', t => {
  t.deepEqual(modelNames, Object.keys(modelKinds));
  t.deepEqual(modelNames.slice(0, 3), [...paperModelNames]);
  t.deepEqual(
    modelNames.map(name => modelTitles[name]),
    modelNames.map(name => modelKinds[name].title),
  );
  for (const of of ['title', 'colour'] as const) {
    t.is(new Set(modelNames.map(name => modelKinds[name][of])).size, modelNames.length, of);
  }
  for (const name of modelNames) t.regex(modelKinds[name].colour, /^#[0-9A-F]{6}$/u);
});

test('modelSchema reads the configuration of each model, and refuses another’s fields', t => {
  for (const name of modelNames) {
    const config = tinyModel(name);
    t.deepEqual(modelSchema.parse(config), config);
    for (const other of modelNames) {
      const own = Object.keys(modelKinds[other].fields);
      if (own.every(field => field in modelKinds[name].fields)) continue;
      t.throws(
        () => modelSchema.parse({ ...tinyModel(other), kind: name }),
        undefined,
        `${other} as ${name}`,
      );
    }
  }
});
