import { type BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  backend_util as convolutions,
  type Conv2DBackpropInputAttrs,
  type DataId,
  getKernel,
  type KernelConfig,
  registerKernel,
  type Tensor4D,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** [k, k, filters, inputs] kernels as [inputs, k · k · filters], by the kernel that they were made from. */
const matrices = new WeakMap<DataId, TensorInfo>();

function matrixOf(filter: TensorInfo, backend: BackendWasm): TensorInfo {
  const known = matrices.get(filter.dataId);
  if (known !== undefined) return known;
  const inputs = filter.shape[3]!;
  const rows = filter.shape.slice(0, 3).reduce((a, b) => a * b, 1);
  const made = backend.makeOutput([1, inputs, rows], 'float32');
  const [from, to] = [filter, made].map(tensor => backend.typedArrayFromHeap(tensor)) as [
    Float32Array,
    Float32Array,
  ];
  for (let row = 0; row < rows; row++) {
    for (let input = 0; input < inputs; input++) to[input * rows + row] = from[row * inputs + input]!;
  }
  matrices.set(filter.dataId, made);
  return made;
}

/** Adds each pixel's patch of k × k × filters numbers where it belongs in the output. */
function addPatches(
  patches: Float32Array,
  out: Float32Array,
  { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, ...rest }: convolutions.Conv2DInfo,
): void {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = rest;
  out.fill(0);
  let at = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        for (let dy = 0; dy < filterHeight; dy++) {
          const y = row * strideHeight - padInfo.top + dy;
          for (let dx = 0; dx < filterWidth; dx++, at += inChannels) {
            const x = column * strideWidth - padInfo.left + dx;
            if (y < 0 || y >= inHeight || x < 0 || x >= inWidth) continue;
            const to = ((image * inHeight + y) * inWidth + x) * inChannels;
            for (let c = 0; c < inChannels; c++) out[to + c]! += patches[at + c]!;
          }
        }
      }
    }
  }
}

/**
 * A transposed convolution on the WASM backend as one matrix product and a sum of patches: some ten times as fast as
 * the backend's own plain loops, since its matrix product uses vector instructions.
 */
function transposedConvolution({
  inputs,
  backend: active,
  attrs,
}: Parameters<KernelConfig['kernelFunc']>[0]): TensorInfo {
  const backend = active as BackendWasm;
  const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo };
  const { strides, pad, dimRoundingMode, inputShape } = attrs as unknown as Conv2DBackpropInputAttrs;
  const info = convolutions.computeConv2DInfo(
    inputShape,
    filter.shape as Tensor4D['shape'],
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const pixels = info.batchSize * info.outHeight * info.outWidth;
  const product = getKernel('BatchMatMul', 'wasm')?.kernelFunc({
    inputs: { a: { ...dy, shape: [1, pixels, info.outChannels] }, b: matrixOf(filter, backend) },
    backend,
    attrs: { transposeA: false, transposeB: false },
  }) as TensorInfo;
  const out = backend.makeOutput(info.inShape, 'float32');
  // Memory may move when tensors are made: views are taken after the last one was.
  addPatches(
    backend.typedArrayFromHeap(product) as Float32Array,
    backend.typedArrayFromHeap(out) as Float32Array,
    info,
  );
  backend.disposeData(product.dataId);
  return out;
}

/** Puts {@link transposedConvolution} in the place of the WASM backend's own. */
export function registerTransposedConvolution(): void {
  unregisterKernel('Conv2DBackpropInput', 'wasm');
  registerKernel({
    kernelName: 'Conv2DBackpropInput',
    backendName: 'wasm',
    kernelFunc: transposedConvolution,
  });
}
