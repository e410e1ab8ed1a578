import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { trainProcess } from '../support/train-chain.js';
import { everything } from '../support/whole-faults.js';

const shim = new URL('file-system.js', import.meta.url).href;
const decided = ['checkpoint.safetensors', 'film.safetensors', 'history.jsonl'];
const files = [...decided, 'config.json', 'manifest.json'].sort();

const bytes = (path: string): readonly string[] =>
  decided.map(name => readFileSync(join(path, name)).toString('base64'));

/** Trains below a file system that ends the process at call `at`; Infinity lets it live and counts its calls. */
async function trainUntil(
  parent: string,
  path: string,
  at: number,
  power: boolean,
): Promise<{ code: number | null; calls: number }> {
  const countFile = `${parent}-calls`;
  const { code, said } = await trainProcess(path, {
    epochs: 2,
    node: ['--import', shim],
    env: {
      WAE_FAULT_ROOT: parent,
      WAE_FAULT_COUNT: countFile,
      ...(at < Infinity && { WAE_FAULT_AT: String(at) }),
      ...(power && { WAE_FAULT_POWER: '1' }),
    },
  });
  if (code !== null && code !== 0) throw new Error(`call ${at}: exit code ${code}: ${said}`);
  return { code, calls: code === null ? at : Number(readFileSync(countFile, 'utf8')) };
}

/** Ends the training at a call, and the one that goes on at another, then lets it come to its end. */
async function survives(
  t: ExecutionContext,
  folder: string,
  at: number,
  { expected, power }: { readonly expected: readonly string[]; readonly power: boolean },
): Promise<void> {
  const parent = join(folder, `${power ? 'power' : 'kill'}-${at}`);
  const path = join(parent, 'run');
  mkdirSync(parent);
  t.is((await trainUntil(parent, path, at, power)).code, null, `call ${at} comes`);
  await trainUntil(parent, path, (at % 23) + 3, power);
  const { code } = await trainUntil(parent, path, Infinity, power);
  t.is(code, 0, `call ${at}`);
  t.deepEqual(readdirSync(path).sort(), files, `call ${at}`);
  t.deepEqual(bytes(path), expected, `call ${at}`);
}

for (const power of [false, true]) {
  const what = power ? 'a power cut' : 'a kill';
  test.serial(`${what} at any call of the file system: the run goes on to the same bytes`, async t => {
    t.timeout(everything ? 4 * 3_600_000 : 300_000);
    const folder = await temporaryFolder(t);
    const parent = join(folder, 'whole');
    mkdirSync(parent);
    const { calls } = await trainUntil(parent, join(parent, 'run'), Infinity, power);
    const expected = bytes(join(parent, 'run'));
    t.log(`${calls} calls`);
    t.true(calls > 30);
    const apart = everything ? 1 : Math.ceil(calls / 5);
    for (let at = everything ? 1 : 4; at <= calls; at += apart)
      await survives(t, folder, at, { expected, power });
  });
}
