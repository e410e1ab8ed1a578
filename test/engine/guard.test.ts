import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataType } from '../../lib/engine/graph.js';
import { loadBackend } from '../../lib/engine/index.js';
import { nativeBackend } from '../../lib/engine/native.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';

// What scripts/installs/guard.cc holds between tfjs's binding and TensorFlow.
const nativeTest = (await loadBackend()).name === 'tensorflow' ? test.serial : test.serial.skip;

const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs Node with oneDNN held to AVX2, whose products work on a stack in the heap.
 * @param rain signals that are sent to it, one after another every 2 ms, between its words `ready` and `done`
 */
async function run(args: readonly string[], rain: readonly NodeJS.Signals[] = []): Promise<Ending> {
  const env = { ...process.env, ONEDNN_MAX_CPU_ISA: 'AVX2' };
  const child = spawn(process.execPath, args, { env });
  let [out, err] = ['', ''];
  let cloud: NodeJS.Timeout | undefined;
  child.stderr.on('data', chunk => (err += String(chunk)));
  child.stdout.on('data', chunk => {
    out += String(chunk);
    let drops = 0;
    if (out.includes('ready')) cloud ??= setInterval(() => child.kill(rain[drops++ % rain.length]), 2);
    if (!out.includes('done')) return;
    clearInterval(cloud);
    child.stdin.end();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearInterval(cloud);
  return { code, signal, out, err };
}

nativeTest('createTensor(array) copies: what is written to the array later does not reach the tensor', t => {
  const { binding } = nativeBackend();
  // Memory that is aligned to 64 bytes TensorFlow would take as it is: one of these views begins at such an address.
  const offsets = Array.from({ length: 16 }, (_, k) => 4 * k);
  const memory = new ArrayBuffer(4096 + 64);
  for (const offset of offsets) {
    const values = new Float32Array(memory, offset, 1024).fill(1);
    const id = binding.createTensor([values.length], DataType.float32, values);
    values.fill(2);
    t.true(
      binding.tensorDataSync(id).every(value => value === 1),
      `offset ${offset}`,
    );
    binding.deleteTensor(id);
  }
});

nativeTest('long products and pushes of variables under the profiler leave the heap whole', async t => {
  const profile = ['--cpu-prof', '--cpu-prof-interval', '200', '--cpu-prof-dir', await temporaryFolder(t)];
  const ending = await run([...profile, program('../support/long-products.js'), '3000', '12']);
  t.like(ending, { code: 0, signal: null, out: 'done\n' }, ending.err);
  // TensorFlow's own start-up lines are silenced before its libraries write them.
  t.is(ending.err, '');
});

nativeTest('a reproduction under a rain of signals ends as without one', async t => {
  const folder = join(await temporaryFolder(t), 'results');
  const rain = ['SIGWINCH', 'SIGCHLD', 'SIGUSR2'] as const;
  const ending = await run([program('../support/small-reproduction.js'), folder], rain);
  t.like(ending, { code: 0, signal: null, out: 'ready\ndone\n' }, ending.err);
});
