import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadBackend } from '../../lib/engine/index.js';
import { allClose } from '../support/all-close.js';
import { slow as test } from '../support/slow.js';
import { twoSteps } from '../support/two-steps.js';

const native = (await loadBackend()).name === 'tensorflow';
const nativeTest = native ? test.serial : test.serial.skip;

nativeTest('WAE_BACKEND=cpu trains every model eagerly, to the losses of native TensorFlow', async t => {
  const program = fileURLToPath(new URL('../support/two-steps.js', import.meta.url));
  const child = promisify(execFile)(process.execPath, [program], {
    env: { ...process.env, WAE_BACKEND: 'cpu' },
  });
  const here = await twoSteps();
  const there = JSON.parse((await child).stdout.trim().split('\n').at(-1) ?? '') as typeof here;
  t.is(here.backend, 'tensorflow');
  t.is(there.backend, 'cpu');
  t.deepEqual([...new Set([...here.modes, ...there.modes])].sort(), ['compiled', 'eager']);
  t.true(there.modes.every(mode => mode === 'eager'));
  for (const [name, steps] of Object.entries(here.outputs)) {
    steps.forEach((expected, i) => {
      const actual = there.outputs[name]?.[i] ?? {};
      t.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort(), name);
      const keys = Object.keys(expected);
      const scale = Math.min(1, Math.abs(expected['autoencoder']!));
      allClose(
        t,
        keys.map(key => actual[key]!),
        keys.map(key => expected[key]!),
        { rtol: 1e-5, atol: 1e-5 * scale },
      );
    });
  }
});

test.serial('loadBackend() picks once: the same promise, with a name and a version', async t => {
  t.is(loadBackend(), loadBackend());
  const { name, version, gpu } = await loadBackend();
  t.true(['tensorflow', 'cpu'].includes(name));
  t.regex(version, /^\d+\.\d+/);
  t.is(typeof gpu, 'boolean');
});
