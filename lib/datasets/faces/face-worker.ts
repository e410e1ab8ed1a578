/** A thread that decodes, crops and resizes pictures; see `face-threads.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { SetUpError } from '../../base/index.js';
import { closeCrop } from '../celeba/close-crop.js';
import type { FaceBatch, FaceSettings, PreparedBatch } from './face-threads.js';
import { jpegDecoder } from '../folders/jpeg.js';
import { squareResizer } from '../folders/lanczos.js';

const { size, checked } = workerData as FaceSettings;
const resize = squareResizer(size);
const decoder = jpegDecoder({ checked });
// What it throws is told to each that asks.
decoder.catch(() => {});

async function prepare({ first, bytes, lengths }: FaceBatch): Promise<PreparedBatch> {
  const pixels = size * size * 3;
  const images = new Uint8Array(lengths.length * pixels);
  const decode = await decoder;
  let end = 0;
  const work = lengths.map(async (length, i) => {
    end += length;
    try {
      const image = await decode(bytes.subarray(end - length, end));
      resize(image, closeCrop(image.width, image.height), images, i * pixels);
      return null;
    } catch (error) {
      return firstLine(error);
    }
  });
  return { first, images, reasons: await Promise.all(work) };
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]!;
}

async function answer(batch: FaceBatch): Promise<void> {
  try {
    const prepared = await prepare(batch);
    parentPort?.postMessage(prepared, [prepared.images.buffer as ArrayBuffer]);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    parentPort?.postMessage({ first: batch.first, failure: error.message }, []);
  }
}

parentPort?.on('message', (batch: FaceBatch | null) => {
  if (batch === null) parentPort?.close();
  else void answer(batch);
});
