import test from 'ava';
import { presetConfig } from '../../../lib/experiments/config/preset-config.js';
import { curveWords } from '../../../lib/experiments/draw/curve-words.js';
import { modelNames } from '../../../lib/models/kinds.js';

test('curveWords gives each model the unit of its cost, and only a discriminator its references', t => {
  for (const kind of modelNames) {
    const { model } = presetConfig('mnist', 'standard', kind);
    const { units, references } = curveWords(model);
    t.is(units['loss'], units['reconstruction'], kind);
    t.is(units['loss'] === 'nats per image', ['gaussian', 'cross-entropy'].includes(model.cost.kind), kind);
    t.deepEqual(Object.keys(references), kind === 'wae-gan' ? ['discriminator', 'penalty'] : []);
  }
  const { model } = presetConfig('mnist', 'standard', 'wae-mmd');
  const unit = (cost: typeof model.cost): string | undefined =>
    curveWords({ ...model, cost }).units['reconstruction'];
  t.is(unit({ kind: 'squared-l2', scale: 1 }), 'squared error per image');
  t.is(unit({ kind: 'squared-l2', scale: 0.05 }), '0.05 × squared error per image');
  t.is(unit({ kind: 'l2', scale: 0.2 }), '0.2 × distance per image');
});
