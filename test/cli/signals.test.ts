import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { slow as test } from '../support/slow.js';

const module = new URL('../../lib/cli/stop.js', import.meta.url).href;
const begin = `
const { stoppable } = await import(${JSON.stringify(module)});
const { setTimeout } = await import('node:timers/promises');
const { writeSync } = await import('node:fs');
const say = word => writeSync(1, word);
`;

/** A process that runs some code, and waits for a word of its own. */
function running(code: string): { child: ChildProcess; until: (word: string) => Promise<void> } {
  const args = ['--input-type=module', '-e', begin + code];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout!.on('data', (text: Buffer) => {
    said += text.toString();
  });
  child.stderr!.resume();
  const until = async (word: string): Promise<void> => {
    while (!said.includes(word) && child.exitCode === null && child.signalCode === null) await setTimeout(10);
  };
  return { child, until };
}

const ended = (child: ChildProcess): Promise<readonly [number | null, NodeJS.Signals | null]> =>
  once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`stoppable(body): ${name}, also twice at once, aborts the signal and lets the body end`, async t => {
    const { child, until } = running(`
      process.exitCode = await stoppable(async signal => {
        say('ready');
        while (!signal.aborted) await setTimeout(10);
        await setTimeout(200);
        return 7;
      });`);
    await until('ready');
    child.kill(name);
    await setTimeout(50);
    child.kill(name);
    t.deepEqual(await ended(child), [7, null]);
  });
}

test('stoppable(body): a second Ctrl-C ends the process within a computation that takes no turn', async t => {
  const { child, until } = running(`
    await stoppable(async signal => {
      say('ready');
      while (!signal.aborted) await setTimeout(10);
      await setTimeout(1000);
      say('computes');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
    });`);
  await until('ready');
  child.kill('SIGINT');
  await until('computes');
  const start = performance.now();
  child.kill('SIGINT');
  t.deepEqual(await ended(child), [null, 'SIGINT']);
  t.true(performance.now() - start < 2000);
});

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`stoppable(body): ${name} in atOnce(work) ends the process within a computation`, async t => {
    const { child, until } = running(`
      await stoppable((signal, atOnce) => atOnce(async () => {
        say('computes');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
      }));`);
    await until('computes');
    const start = performance.now();
    child.kill(name);
    t.deepEqual(await ended(child), [null, name]);
    t.true(performance.now() - start < 2000);
  });
}

test('stoppable(body): after atOnce(work) a signal lets the body end; one before keeps the work away', async t => {
  const { child, until } = running(`
    process.exitCode = await stoppable(async (signal, atOnce) => {
      await atOnce(async () => setTimeout(1));
      say('ready');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
      return atOnce(async () => 1).catch(error => error === signal.reason ? 7 : 2);
    });`);
  await until('ready');
  child.kill('SIGTERM');
  t.deepEqual(await ended(child), [7, null]);
});

test('stoppable(body): a second SIGHUP never ends the process', async t => {
  const { child, until } = running(`
    process.exitCode = await stoppable(async signal => {
      say('ready');
      while (!signal.aborted) await setTimeout(10);
      await setTimeout(1000);
      say('saves');
      await setTimeout(300);
      return 7;
    });`);
  await until('ready');
  child.kill('SIGHUP');
  await until('saves');
  child.kill('SIGHUP');
  t.deepEqual(await ended(child), [7, null]);
});
