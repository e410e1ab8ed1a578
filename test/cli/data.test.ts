import { readdirSync } from 'node:fs';
import { stoppedWae } from '../support/run-wae.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { slow as test } from '../support/slow.js';

test.serial('wae data mnist that Ctrl-C stops says in one sentence that it can go on: code 130', async t => {
  const out = await temporaryFolder(t);
  const { fetch } = globalThis;
  let asked = 0;
  // A mirror that sends some bytes of each file, and then nothing.
  globalThis.fetch = (_, init) => {
    asked++;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(1000));
        init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
      },
    });
    return Promise.resolve(new Response(body));
  };
  t.teardown(() => {
    globalThis.fetch = fetch;
  });
  const { code, said } = await stoppedWae(() => readdirSync(out).length > 0, 'data', 'mnist', '--out', out);
  t.is(code, 130);
  t.true(said.endsWith('\nstopped; the same command goes on from there\n'), said);
  t.is(asked, 1);
  t.deepEqual(readdirSync(out), ['train-images-idx3-ubyte.gz.part']);
});
