import type { ExecutionContext } from 'ava';
import { loadBackend } from '../lib/engine/index.js';
import { allClose } from './support/all-close.js';
import { readFixture } from './support/fixture.js';
import { networkSet, type Summary, transportSet } from './support/fixed-set.js';
import { slow as test } from './support/slow.js';

// What the library gave when it was last taken for right: whoever moves code must not move numbers.
const expected = readFixture('fixed-set') as Record<'transport' | 'networks', Record<string, Summary>>;

function compare(
  t: ExecutionContext,
  found: Record<string, Summary>,
  before: Record<string, Summary>,
  rtol: number,
): void {
  t.deepEqual(Object.keys(found), Object.keys(before));
  for (const [name, { moments }] of Object.entries(before)) {
    t.log(`${name}: ${found[name]?.hash === before[name]?.hash ? 'the same bytes' : 'other bytes'}`);
    allClose(t, found[name]?.moments ?? [], moments, { rtol, atol: 1e-12 });
  }
}

test.before(async () => {
  // Metrics of codes use its matrices.
  await loadBackend();
});

test('transport, latent geometry, samplers and metrics of codes give the numbers that they gave', t => {
  compare(t, transportSet(), expected.transport, 1e-10);
});

test('metrics of features and training steps of every model give the numbers that they gave', t => {
  // Other processors, and the JavaScript backend, add in other orders.
  compare(t, networkSet(), expected.networks, 1e-5);
});
