import test from 'ava';
import { loadData } from '../../../lib/experiments/config/data.js';

test('loadData(config, { signal }) ends with the reason of its signal, whatever the images', async t => {
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  for (const name of ['digits', 'faces'] as const) {
    const loading = loadData({ name, train: 2, test: 1, seed: 1 }, { signal });
    t.is(await t.throwsAsync(loading), reason, name);
  }
});

test('loadData(faces, { signal }) paints no further once the signal is aborted', async t => {
  const reason = new Error('enough');
  const stop = new AbortController();
  let painted = 0;
  const onProgress = (): void => {
    painted++;
    stop.abort(reason);
  };
  const faces = { name: 'faces', train: 150, test: 50, seed: 1 } as const;
  t.is(await t.throwsAsync(loadData(faces, { signal: stop.signal, onProgress })), reason);
  t.is(painted, 100);
});
