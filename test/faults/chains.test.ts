import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Rng } from '../../lib/base/random.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { trainProcess } from '../support/train-chain.js';
import { everything } from '../support/whole-faults.js';

const decided = ['checkpoint.safetensors', 'film.safetensors', 'history.jsonl'];

const bytes = (path: string): readonly string[] =>
  decided.map(name => readFileSync(join(path, name)).toString('base64'));

test.serial(
  'kill -9 at random moments, one after another: each training ends with the same bytes',
  async t => {
    t.timeout(everything ? 4 * 3_600_000 : 600_000);
    const folder = await temporaryFolder(t);
    const rng = Rng.fromSeed(21).split('kills');
    const epochs = 6;
    await trainProcess(join(folder, 'whole'), { model: 'wae-gan', epochs });
    const expected = bytes(join(folder, 'whole'));
    let [kills, finished] = [0, 0];
    const asked = everything ? 200 : 8;
    while (kills < asked || finished === 0) {
      const path = join(folder, `run-${finished}`);
      // Between the lines that a process prints, and a little later: in steps, in saves and before the first of them.
      const last = kills < asked ? rng.integer(40) : Infinity;
      const wait = rng.uniform() * 20;
      let printed = 0;
      const { code, said } = await trainProcess(path, {
        model: 'wae-gan',
        epochs,
        onLine: (_, child) => {
          if (printed++ !== last) return;
          void setTimeout(wait).then(() => child.kill('SIGKILL'));
        },
      });
      if (code === null) kills++;
      else {
        t.is(code, 0, said);
        t.deepEqual(bytes(path), expected, `run ${finished}, after ${kills} kills`);
        t.deepEqual(readdirSync(path).sort(), [...decided, 'config.json', 'manifest.json'].sort());
        finished++;
      }
    }
    t.log(`${kills} kills, ${finished} trainings that came to their end`);
  },
);

const shim = new URL('file-system.js', import.meta.url).href;
const script = fileURLToPath(new URL('../support/reproduce-process.js', import.meta.url));

/** Reproduces until call `at` of the file system; returns how the process ended, and the calls of one that lived. */
async function reproduceUntil(
  parent: string,
  at: number,
  power: boolean,
): Promise<{ readonly code: number | null; readonly calls: number; readonly said: string }> {
  const countFile = `${parent}-calls`;
  const child = spawn(process.execPath, ['--import', shim, script, join(parent, 'out')], {
    env: {
      ...process.env,
      WAE_FAULT_ROOT: parent,
      WAE_FAULT_COUNT: countFile,
      ...(at < Infinity && { WAE_FAULT_AT: String(at) }),
      ...(power && { WAE_FAULT_POWER: '1' }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, calls: code === 0 ? Number(readFileSync(countFile, 'utf8')) : at, said };
}

/** Every file that is made, but for times and what depends on them. */
function made(parent: string): Readonly<Record<string, string>> {
  const all = readdirSync(parent, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return Object.fromEntries(
    all.map(entry => {
      const path = join(entry.parentPath, entry.name);
      const file = readFileSync(path);
      const name = path.slice(parent.length);
      if (entry.name === 'metrics.json') {
        const metrics = JSON.parse(file.toString()) as Readonly<Record<string, unknown>>;
        return [name, JSON.stringify({ ...metrics, measuredAt: '', imagesPerSecond: 0, peakRssMiB: 0 })];
      }
      const timed = ['manifest.json', 'README.md'].includes(entry.name);
      return [name, timed ? '' : file.toString('base64')];
    }),
  );
}

test.serial(
  'kills and power cuts while two models are trained, measured and drawn: reproduce goes on to the same files',
  async t => {
    t.timeout(everything ? 6 * 3_600_000 : 900_000);
    const folder = await temporaryFolder(t);
    const rng = Rng.fromSeed(21).split('reproduce');
    const whole = join(folder, 'whole');
    mkdirSync(whole);
    const { code, calls, said } = await reproduceUntil(whole, Infinity, false);
    t.is(code, 0, said);
    const expected = made(join(whole, 'out'));
    t.log(`${calls} calls, ${Object.keys(expected).length} files`);
    const chains = everything ? 20 : 1;
    let kills = 0;
    for (let c = 0; c < chains; c++) {
      const parent = join(folder, `chain-${c}`);
      mkdirSync(parent);
      for (let k = 0; k < (everything ? 10 : 2); k++) {
        const ended = await reproduceUntil(parent, 1 + rng.integer(Math.floor(calls / 2)), k % 2 === 1);
        if (ended.code === 0) break;
        t.is(ended.code, null, ended.said);
        kills++;
      }
      const last = await reproduceUntil(parent, Infinity, false);
      t.is(last.code, 0, last.said);
      t.deepEqual(made(join(parent, 'out')), expected, `chain ${c}`);
    }
    t.log(`${kills} kills`);
  },
);
