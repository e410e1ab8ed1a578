import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { stateOf, stateOfToken, thisProcess } from '../../lib/node/owner.js';

test('stateOf(owner) tells a process from another one with its pid, and does not judge another machine', t => {
  t.is(stateOf(thisProcess), 'lives');
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  t.is(stateOf({ ...thisProcess, pid: dead }), 'dead');
  t.is(stateOf({ ...thisProcess, start: `${Number(thisProcess.start) - 1}` }), 'dead');
  t.is(stateOf({ ...thisProcess, boot: 'before' }), 'dead');
  t.is(stateOf({ ...thisProcess, space: 'container' }), 'unknown');
  t.is(stateOf({ ...thisProcess, host: 'elsewhere' }), 'unknown');
});

test('stateOf(a process that has ended and waits to be collected) is dead', async t => {
  // It waits without a turn of its event loop, and so never collects its child.
  const script = `const { pid } = require('node:child_process').spawn('true');
    require('node:fs').writeSync(1, String(pid));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.teardown(() => parent.kill('SIGKILL'));
  const [said] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(String(said));
  const stat = (): string => readFileSync(`/proc/${pid}/stat`, 'utf8');
  for (let k = 0; k < 100 && !stat().includes(') Z '); k++) await setTimeout(20);
  t.true(stat().includes(') Z '));
  const start = stat()
    .slice(stat().lastIndexOf(')') + 2)
    .split(' ')[19]!;
  t.is(stateOf({ ...thisProcess, pid, start }), 'dead');
});

test('stateOfToken(name) reads the owner of a temporary file, and of no other', t => {
  t.is(stateOfToken(`config.json.${process.pid}.tmp`), 'lives');
  for (const name of ['config.json', 'config.json.tmp', '12.tmpl', 'a.12-34.tmp']) {
    t.is(stateOfToken(name), undefined, name);
  }
});
