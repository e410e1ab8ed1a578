import type * as onnx from 'onnxruntime-node';
import { UserError } from '../../base/index.js';
import { importPackage, readFileNamed } from '../../node/index.js';
import { inceptionSize } from './inception-pixels.js';

/** Features that the published FID compares: of Inception-v3's last average pooling. */
export const inceptionDimension = 2048;

/** A network of Inception-v3's signature, read from an ONNX file. */
export interface InceptionNetwork {
  /** md5 of the file, 32 hexadecimal digits. */
  readonly md5: string;
  /** Whether it takes [n, 299, 299, 3]; otherwise [n, 3, 299, 299]. */
  readonly channelsLast: boolean;
  /** The one number of images that it takes; undefined if it takes any. */
  readonly batch: number | undefined;
  /**
   * Its features of pixels.
   * @param pixels [n, 299, 299, 3] or [n, 3, 299, 299]
   * @returns [n, 2048]
   */
  run(pixels: Float32Array, n: number): Promise<Float32Array>;
  /** Frees the network. */
  close(): Promise<void>;
}

type Runtime = typeof onnx;

/** The sizes of a tensor that a network takes or gives; what it leaves open has a name. */
type Sizes = readonly (number | string)[];

const remedy = 'make it as data/README.md says';

/**
 * Opens an ONNX file, checks that it takes pictures of 299 × 299 and gives 2,048 features, and tries it on one picture.
 * @throws UserError, in one sentence, if the file is missing, damaged or of another network, or ONNX Runtime can
 *   not be loaded
 */
export async function openInceptionNetwork(path: string): Promise<InceptionNetwork> {
  const { bytes, md5 } = readFileNamed(path, { noun: 'Inception network', remedy });
  const runtime = await loadRuntime();
  const session = await openSession(runtime, bytes, path);
  try {
    const { name, channelsLast, batch } = inputOf(session, path);
    const sizes = (n: number): number[] =>
      channelsLast ? [n, inceptionSize, inceptionSize, 3] : [n, 3, inceptionSize, inceptionSize];
    const output = outputOf(session, path);
    const run = async (pixels: Float32Array, n: number): Promise<Float32Array> => {
      const results = await session.run({ [name]: new runtime.Tensor('float32', pixels, sizes(n)) }, [
        output,
      ]);
      return featuresIn(results[output], n, path);
    };
    const tried = batch ?? 1;
    const features = await explained(path, () =>
      run(new Float32Array(tried * 3 * inceptionSize ** 2), tried),
    );
    const broken = features.find(value => !Number.isFinite(value));
    if (broken !== undefined) {
      throw new UserError(`the network in ${path} gives ${broken} for a plain grey picture; ${remedy}`);
    }
    return { md5, channelsLast, batch, run, close: () => session.release() };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Loaded only when it is asked for: it takes half a second and 35 MB. */
async function loadRuntime(): Promise<Runtime> {
  const { default: runtime } = await importPackage(
    'onnxruntime-node',
    'an Inception network',
    () => import('onnxruntime-node'),
  );
  return runtime as unknown as Runtime;
}

/** From its bytes, so that nothing but what the md5 is of has a part. */
function openSession(runtime: Runtime, file: Uint8Array, path: string): Promise<onnx.InferenceSession> {
  // Only errors are printed, and these are thrown as well: 4 is "fatal".
  return explained(path, () => runtime.InferenceSession.create(file, { logSeverityLevel: 4 }));
}

async function explained<T>(path: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = firstLine(error);
    const sentence = /external/i.test(reason)
      ? `${path} keeps its weights in another file; put them into it (torch.onnx.export with external_data=False), or ${remedy}`
      : `${path} is not an ONNX file that can be used: it is damaged, or something else (${reason}); ${remedy}`;
    throw new UserError(sentence, { cause: error });
  }
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/\.$/, '');
}

/** The input's name and what it leaves open. */
function inputOf(
  { inputMetadata }: onnx.InferenceSession,
  path: string,
): Pick<InceptionNetwork, 'channelsLast' | 'batch'> & { readonly name: string } {
  const [input] = inputMetadata;
  if (input === undefined || inputMetadata.length !== 1 || !input.isTensor || input.type !== 'float32') {
    const kinds = inputMetadata.map(value => (value.isTensor ? value.type : 'something else'));
    throw new UserError(
      `the network in ${path} takes ${kinds.join(' and ') || 'nothing'}, not one float32 tensor of pixels; ${remedy}`,
    );
  }
  const { name, shape } = input;
  const fits = (...sizes: readonly number[]): boolean =>
    shape.length === 4 && sizes.every((size, k) => typeof shape[k + 1] === 'string' || shape[k + 1] === size);
  const channelsFirst = fits(3, inceptionSize, inceptionSize);
  if (!channelsFirst && !fits(inceptionSize, inceptionSize, 3)) {
    throw new UserError(
      `the network in ${path} takes ${listed(shape)}, not [n, 3, ${inceptionSize}, ${inceptionSize}]: it is not Inception-v3; ${remedy}`,
    );
  }
  const [n] = shape;
  return { name, channelsLast: !channelsFirst, batch: typeof n === 'number' && n > 0 ? n : undefined };
}

/** The name of the one output that has, or may have, 2,048 features. */
function outputOf({ outputMetadata }: onnx.InferenceSession, path: string): string {
  const names = outputMetadata.flatMap(output =>
    output.isTensor && output.type === 'float32' && mayBeFeatures(output.shape) ? [output.name] : [],
  );
  const [name] = names;
  if (name === undefined || names.length > 1) {
    const given = outputMetadata.map(output => (output.isTensor ? listed(output.shape) : 'something else'));
    throw new UserError(
      `the network in ${path} gives ${given.join(' and ') || 'nothing'}, not one [n, ${inceptionDimension}]: it is not Inception-v3 up to its last pooling; ${remedy}`,
    );
  }
  return name;
}

/** [n, 2048], or with sizes of 1 after it; an empty list says nothing. */
function mayBeFeatures(shape: Sizes): boolean {
  const [, features, ...rest] = shape;
  const is = (size: number | string | undefined, expected: number): boolean =>
    typeof size === 'string' || size === expected;
  return shape.length === 0 || (is(features, inceptionDimension) && rest.every(size => is(size, 1)));
}

function featuresIn(result: onnx.Tensor | undefined, n: number, path: string): Float32Array {
  const data = result?.data;
  if (!(data instanceof Float32Array) || data.length !== n * inceptionDimension) {
    throw new UserError(
      `the network in ${path} gives ${listed(result?.dims ?? [])} for ${n} ${n === 1 ? 'picture' : 'pictures'}, not [${n}, ${inceptionDimension}]; ${remedy}`,
    );
  }
  return data;
}

function listed(shape: Sizes): string {
  return `[${shape.map(size => (size === '' ? '?' : size)).join(', ')}]`;
}
