/**
 * This library's side of `bench/celeba.ts`.
 *
 * A worker: it answers each line of JSON on standard input with one on standard output. `{check: true}` asks for the
 * SHA-256 of the prepared pictures, `{steps}` how long it takes to prepare them so many times. The arguments are the
 * zip, the number of pictures and the side of the result.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { prepareFaces } from '../lib/datasets/celeba/celeba-images.js';
import { openJpegZip } from '../lib/datasets/folders/jpeg-zip.js';

interface Request {
  readonly check?: boolean;
  readonly steps: number;
}

const [path = '', count = '0', size = '64'] = process.argv.slice(2);

async function prepareAll(): Promise<Uint8Array> {
  const zip = await openJpegZip(path);
  try {
    const source = { ...zip, names: zip.names.slice(0, Number(count)) };
    return (await prepareFaces(source, Number(size), { where: path })).images;
  } finally {
    await zip.close();
  }
}

async function answer({ check = false, steps }: Request): Promise<object> {
  if (check)
    return {
      sha256: createHash('sha256')
        .update(await prepareAll())
        .digest('hex'),
    };
  const ms: number[] = [];
  for (let step = 0; step < steps; step++) {
    const begin = performance.now();
    await prepareAll();
    ms.push(performance.now() - begin);
  }
  return { ms };
}

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const { default: sharp } = await import('sharp');
const canvas = createRequire(import.meta.url)('@napi-rs/canvas/package.json') as { readonly version: string };
say({
  versions: {
    '@napi-rs/canvas': canvas.version,
    sharp: sharp.versions.sharp ?? 'unknown',
  },
});
for await (const line of createInterface({ input: process.stdin }))
  say(await answer(JSON.parse(line) as Request));
