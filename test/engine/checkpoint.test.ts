import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import test, { type ExecutionContext } from 'ava';
import { loadBackend, namedVariable } from '../../lib/engine/index.js';
import { UserError } from '../../lib/base/errors.js';
import { type Checkpoint, readCheckpoint, restore, saveCheckpoint } from '../../lib/engine/checkpoint.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test.before(async () => {
  await loadBackend();
});

function variables(): tf.Variable[] {
  return tf.tidy(() => [
    namedVariable('encoder/kernel', tf.tensor2d([1.5, -2, 3e-20, 4, 5, 1 / 3], [2, 3])),
    namedVariable('encoder/bias', tf.tensor1d([7, 8])),
    namedVariable('decoder/gain', tf.scalar(-0)),
  ]);
}

const metadata = { state: '{"step":712}' };

/** The path of a checkpoint of {@link variables}. */
async function savedCheckpoint(t: ExecutionContext): Promise<string> {
  const path = join(await temporaryFolder(t), 'checkpoint.safetensors');
  const saved = variables();
  saveCheckpoint(path, saved, metadata);
  tf.dispose(saved);
  return path;
}

/** One sentence on one line, and exit code 2. */
function refused(t: ExecutionContext, body: () => unknown, message: RegExp): void {
  const error = t.throws(body, { instanceOf: UserError, message });
  t.false(error?.message.includes('\n'));
  t.is(error?.exitCode, 2);
}

test.serial('readCheckpoint and restore give back what saveCheckpoint saved, bit for bit', async t => {
  const path = join(await temporaryFolder(t), 'run', 'checkpoint.safetensors');
  const [saved, others] = [variables(), variables()];
  saveCheckpoint(path, saved, metadata);
  for (const v of others) tf.tidy(() => v.assign(tf.onesLike(v)));
  const checkpoint = readCheckpoint(path);
  t.is(checkpoint.metadata['state'], metadata.state);
  const before = tf.memory().numTensors;
  restore(others, checkpoint, path);
  t.is(tf.memory().numTensors, before);
  others.forEach((v, i) => t.deepEqual(v.dataSync(), saved[i]!.dataSync()));
  t.deepEqual(readdirSync(join(path, '..')), ['checkpoint.safetensors']);
  tf.dispose([saved, others]);
});

test.serial(
  'saveCheckpoint writes the safetensors format: length, JSON header, packed little-endian values',
  async t => {
    const path = await savedCheckpoint(t);
    const file = readFileSync(path);
    const size = Number(file.readBigUInt64LE(0));
    t.is(size % 8, 0);
    const header = JSON.parse(file.toString('utf8', 8, 8 + size)) as Record<
      string,
      { dtype: string; shape: number[]; data_offsets: [number, number] }
    >;
    t.deepEqual(header['encoder/kernel'], { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] });
    t.deepEqual(header['encoder/bias'], { dtype: 'F32', shape: [2], data_offsets: [24, 32] });
    t.deepEqual(header['decoder/gain'], { dtype: 'F32', shape: [], data_offsets: [32, 36] });
    // The format wants text values in the metadata.
    const texts = Object.values(header['__metadata__'] as unknown as Record<string, unknown>);
    t.true(texts.every(text => typeof text === 'string'));
    t.is(file.length, 8 + size + 36);
    const values = Array.from({ length: 9 }, (_, i) => file.readFloatLE(8 + size + 4 * i));
    t.deepEqual(values, [1.5, -2, Math.fround(3e-20), 4, 5, Math.fround(1 / 3), 7, 8, -0]);
  },
);

test.serial('readCheckpoint refuses a file cut short anywhere', async t => {
  const path = await savedCheckpoint(t);
  const whole = readFileSync(path);
  for (let length = 0; length < whole.length; length += 3) {
    writeFileSync(path, whole.subarray(0, length));
    refused(
      t,
      () => readCheckpoint(path),
      /^the checkpoint \S+ is damaged \(.+\); train again, or put back a copy/,
    );
  }
});

test.serial('readCheckpoint refuses every flipped bit, in the values, the header and the state', async t => {
  const path = await savedCheckpoint(t);
  const whole = readFileSync(path);
  const good = readCheckpoint(path);
  const seen = (c: Checkpoint): unknown => [[...c.tensors], c.metadata['state']];
  for (let at = 0; at < whole.length; at++) {
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(whole[at]! ^ (1 << (at % 8)), at);
    writeFileSync(path, flipped);
    try {
      // Only the name of the header's own checksum may be hit without harm.
      t.deepEqual(seen(readCheckpoint(path)), seen(good), `byte ${at}`);
      t.regex(whole.toString('latin1', at - 20, at + 20), /headerSha256/);
    } catch (error) {
      t.true(error instanceof UserError, `byte ${at}: ${String(error)}`);
    }
  }
});

test.serial('readCheckpoint refuses what is no checkpoint', async t => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'checkpoint.safetensors');
  const withHeader = (header: string): Buffer => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
    return Buffer.concat([size, Buffer.from(header)]);
  };
  for (const content of [
    '',
    'not a checkpoint at all, but a text of some length',
    Buffer.alloc(1000),
    withHeader('null'),
    withHeader('[]'),
    withHeader('7'),
    withHeader('{}'),
    withHeader('{"__metadata__":null}'),
    withHeader('{"a":null}'),
    withHeader('{"a":{"dtype":"F32"}}'),
    withHeader('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,-4]}}'),
    withHeader('{"a":{"dtype":"F32","shape":"x","data_offsets":[0,4]}}'),
    withHeader('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}00000000'),
  ]) {
    writeFileSync(path, content);
    refused(t, () => readCheckpoint(path), /^the checkpoint \S+ is damaged \(/);
  }
  refused(
    t,
    () => readCheckpoint(join(folder, 'missing')),
    /^there is no checkpoint \S+missing; train first/,
  );
  mkdirSync(join(folder, 'directory'));
  refused(t, () => readCheckpoint(join(folder, 'directory')), /^there is no checkpoint/);
});

/** Takes names out of the header's metadata, and leaves its length. */
function withoutMetadata(path: string, ...names: readonly string[]): void {
  const file = readFileSync(path);
  const size = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, 8 + size)) as { __metadata__: Record<string, string> };
  for (const name of names) delete header.__metadata__[name];
  const text = Buffer.from(JSON.stringify(header).padEnd(size));
  writeFileSync(path, Buffer.concat([file.subarray(0, 8), text, file.subarray(8 + size)]));
}

test.serial(
  'readCheckpoint refuses a header without its checksum, another format, and what follows',
  async t => {
    const path = await savedCheckpoint(t);
    const whole = readFileSync(path);
    withoutMetadata(path, 'headerSha256');
    refused(t, () => readCheckpoint(path), /is damaged \(its header is not that of a checkpoint\)/);
    writeFileSync(path, whole);
    withoutMetadata(path, 'format');
    refused(t, () => readCheckpoint(path), /is damaged \(its header is not that of a checkpoint\)/);
    writeFileSync(path, Buffer.concat([whole, Buffer.alloc(8)]));
    refused(t, () => readCheckpoint(path), /is damaged \(8 bytes follow its last array\)/);
    const later = whole.toString('latin1').replace('"format":"2"', '"format":"3"');
    writeFileSync(path, Buffer.from(later, 'latin1'));
    refused(t, () => readCheckpoint(path), /is damaged/);
    withoutMetadata(path, 'headerSha256');
    refused(t, () => readCheckpoint(path), /is damaged/);
    writeFileSync(path, whole);
    t.deepEqual(readCheckpoint(path).metadata, {
      ...metadata,
      sha256: readCheckpoint(path).metadata['sha256']!,
    });
  },
);

test.serial('restore refuses values that are not finite and names the variable', async t => {
  const path = join(await temporaryFolder(t), 'checkpoint.safetensors');
  const saved = variables();
  for (const value of [NaN, Infinity]) {
    saved[1]!.assign(tf.tensor1d([7, value]));
    saveCheckpoint(path, saved, metadata);
    const wrong = new RegExp(
      `^the checkpoint \\S+ is damaged \\(encoder/bias holds ${value}\\); train again`,
    );
    refused(t, () => restore(saved, readCheckpoint(path), path), wrong);
  }
  tf.dispose(saved);
});

test.serial('readCheckpoint reads checkpoints that were saved before headers had a checksum', async t => {
  const path = await savedCheckpoint(t);
  withoutMetadata(path, 'headerSha256', 'format');
  t.is(readCheckpoint(path).metadata['state'], metadata.state);
});

test.serial('restore refuses a checkpoint of another configuration and names the variable', async t => {
  const path = join(await temporaryFolder(t), 'checkpoint.safetensors');
  const saved = variables();
  saveCheckpoint(path, saved.slice(0, 2), metadata);
  const checkpoint = readCheckpoint(path);
  refused(
    t,
    () => restore(saved, checkpoint, path),
    /^the checkpoint \S+ is of another configuration: decoder\/gain is missing, expected \[\]; use the configuration/,
  );
  const wide = tf.tidy(() => namedVariable('encoder/bias', tf.ones([5])));
  refused(t, () => restore([wide], checkpoint, path), /encoder\/bias is \[2\], expected \[5\]/);
  t.deepEqual([...wide.dataSync()], [1, 1, 1, 1, 1]);
  tf.dispose([saved, wide]);
});
