import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { downloadMnist } from '../../../lib/datasets/mnist/download.js';
import { mnistFiles } from '../../../lib/datasets/mnist/mnist-files.js';
import { UserError } from '../../../lib/base/errors.js';
import { idxBytes } from '../../support/idx-file.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const noise = (salt: number) => Uint8Array.from({ length: 9000 }, (_, i) => (i * i * (salt + 3)) >>> 5);
const unpacked = mnistFiles.map((_, k) => idxBytes([9000], noise(k)));
const files = mnistFiles.map((file, k) => ({
  ...file,
  md5: createHash('md5').update(unpacked[k]!).digest('hex'),
}));
const packed = new Map(mnistFiles.map(({ name }, k) => [`/${name}.gz`, gzipSync(unpacked[k]!)]));

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A mirror on this machine; it is stopped when the test ends. */
async function mirror(t: ExecutionContext, handler: Handler): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** The address of a port that nobody listens on. */
async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return `http://127.0.0.1:${port}/`;
}

/** Sends a file, or from the byte that the request's Range names. */
const sends: Handler = (request, response) => {
  const bytes = packed.get(request.url ?? '');
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (bytes === undefined) {
    response.writeHead(404).end();
  } else if (start >= bytes.length) {
    response.writeHead(416).end();
  } else if (start > 0) {
    const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(206, { 'content-range': range, 'content-length': bytes.length - start });
    response.end(bytes.subarray(start));
  } else {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  }
};

/** Promises the whole file, sends half of it and hangs up. */
const hangsUp: Handler = (request, response) => {
  const bytes = packed.get(request.url ?? '') as Buffer;
  response.writeHead(200, { 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length >> 1), () => setTimeout(() => response.destroy(), 50));
};

const sendsOther: Handler = (_, response) => response.end(gzipSync(idxBytes([3], Uint8Array.of(1, 2, 3))));
const sendsPage: Handler = (_, response) => response.end('<html>Please log in to the hotel network</html>');

async function isComplete(t: ExecutionContext, directory: string): Promise<void> {
  t.deepEqual((await readdir(directory)).sort(), files.map(({ name }) => `${name}.gz`).sort());
  for (const { name } of files)
    t.deepEqual(await readFile(join(directory, `${name}.gz`)), packed.get(`/${name}.gz`));
}

test('downloadMnist puts the four files in place, reports progress, and fetches nothing twice', async t => {
  const directory = join(await temporaryFolder(t), 'deep', 'mnist');
  let requests = 0;
  const mirrors = [
    await mirror(t, (request, response) => {
      requests += 1;
      sends(request, response);
    }),
  ];
  const last = new Map<string, number>();
  const onProgress = ({
    file,
    received,
    total,
  }: {
    file: string;
    received: number;
    total: number | undefined;
  }) => {
    t.is(total, packed.get(`/${file}`)?.length);
    last.set(file, received);
  };
  const paths = await downloadMnist({ directory, mirrors, files, onProgress });
  t.deepEqual(
    paths,
    files.map(({ name }) => join(directory, `${name}.gz`)),
  );
  await isComplete(t, directory);
  for (const [path, bytes] of packed) t.is(last.get(path.slice(1)), bytes.length);
  await downloadMnist({ directory, mirrors, files });
  t.is(requests, 4);
});

test('downloadMnist goes on after a cut connection, on the next mirror, from the byte it stopped at', async t => {
  const directory = await temporaryFolder(t);
  const ranges: (string | undefined)[] = [];
  const records: Handler = (request, response) => {
    ranges.push(request.headers.range);
    sends(request, response);
  };
  await downloadMnist({ directory, mirrors: [await mirror(t, hangsUp), await mirror(t, records)], files });
  await isComplete(t, directory);
  t.deepEqual(
    ranges,
    [...packed.values()].map(bytes => `bytes=${bytes.length >> 1}-`),
  );
});

test('downloadMnist begins anew when the kept part turns out to be wrong', async t => {
  const directory = await temporaryFolder(t);
  const [first] = files;
  await writeFile(join(directory, `${first?.name}.gz.part`), 'not the beginning of this file');
  await writeFile(join(directory, `${files[1]?.name}.gz.part`), Buffer.alloc(100_000, 1));
  await downloadMnist({ directory, mirrors: [await mirror(t, sends)], files });
  await isComplete(t, directory);
});

test('downloadMnist replaces a damaged file', async t => {
  const directory = await temporaryFolder(t);
  await writeFile(join(directory, `${files[0]?.name}.gz`), 'damaged');
  await downloadMnist({ directory, mirrors: [await mirror(t, sends)], files });
  await isComplete(t, directory);
});

test('downloadMnist passes by a mirror that sends wrong bytes', async t => {
  const directory = await temporaryFolder(t);
  const mirrors = [await mirror(t, sendsOther), await mirror(t, sendsPage), await mirror(t, sends)];
  await downloadMnist({ directory, mirrors, files });
  await isComplete(t, directory);
});

test('downloadMnist gives up on a mirror without an end, and keeps nothing of it', async t => {
  const directory = await temporaryFolder(t);
  let sent = 0;
  const endless: Handler = (_, response) => {
    const more = (): void => {
      if (response.destroyed) return;
      sent += 65_536;
      response.write(Buffer.alloc(65_536), () => setImmediate(more));
    };
    more();
  };
  const mirrors = [await mirror(t, endless)];
  await t.throwsAsync(downloadMnist({ directory, mirrors, files, mostBytes: 1_000_000 }), {
    instanceOf: UserError,
    message: /sends more than 1000000 bytes/,
  });
  t.deepEqual(await readdir(directory), []);
  t.true(sent < 50_000_000);
  await downloadMnist({
    directory,
    mirrors: [...mirrors, await mirror(t, sends)],
    files,
    mostBytes: 1_000_000,
  });
  await isComplete(t, directory);
});

test('downloadMnist passes by a mirror that ignores Range', async t => {
  const directory = await temporaryFolder(t);
  await writeFile(join(directory, `${files[0]?.name}.gz.part`), 'x');
  const ignores: Handler = (request, response) => response.end(packed.get(request.url ?? ''));
  await downloadMnist({ directory, mirrors: [await mirror(t, ignores)], files });
  await isComplete(t, directory);
});

test('downloadMnist without a network says in one sentence which files to put where', async t => {
  const directory = await temporaryFolder(t);
  const wrong = await mirror(t, sendsOther);
  const busy = await mirror(t, (_, response) => response.writeHead(503).end());
  const mirrors = [await nobody(), wrong, busy];
  const error = await t.throwsAsync(downloadMnist({ directory, mirrors, files }), { instanceOf: UserError });
  const message = error?.message ?? '';
  for (const { name } of files) t.true(message.includes(`${name}.gz`));
  t.true(message.includes(directory));
  t.regex(message, /ECONNREFUSED.*wrong bytes.*HTTP 503/);
  t.false(message.includes('\n'));
  t.deepEqual(await readdir(directory), []);
});

test('downloadMnist gives up on a silent mirror and keeps its part when stopped', async t => {
  const directory = await temporaryFolder(t);
  const silent = await mirror(t, () => {});
  await t.throwsAsync(downloadMnist({ directory, mirrors: [silent], files, timeoutMs: 100 }), {
    instanceOf: UserError,
    message: /no answer for 0.1 s/,
  });
  const half: Handler = (request, response) => {
    const bytes = packed.get(request.url ?? '') as Buffer;
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 1000));
  };
  const stop = new AbortController();
  const stopped = downloadMnist({
    directory,
    mirrors: [await mirror(t, half)],
    files,
    signal: stop.signal,
    onProgress: () => stop.abort(new Error('enough')),
  });
  await t.throwsAsync(stopped, { message: 'enough' });
  t.deepEqual(await readdir(directory), [`${files[0]?.name}.gz.part`]);
});
