"""The WAE-MMD training step of `bench/train.ts` in PyTorch: same shapes, same weights, same losses, same optimiser.

A worker: answers each line of JSON on standard input with one on standard output, as `train-worker.ts` says, so that
the bench can take turns between systems in one run. Settings are those that PyTorch's own guides give for a CPU:
channels-last memory, a fused Adam, autocast for bfloat16, no thread beyond the cores.

Where TensorFlow's `same` padding is uneven, the greater part comes after; PyTorch's layers can only put it before.
So the networks see every image turned by half a turn, and so are kernels and feature maps: sums and losses are the
same, and no layer needs a padding or a slice of its own (but the last, where kernels have an even side).
"""

import argparse
import json
import struct
import sys
import time

import torch
from torch import nn


def block(layer):
    return nn.Sequential(layer, nn.BatchNorm2d(layer.out_channels, eps=1e-5, momentum=0.1), nn.ReLU(inplace=True))


def convolution(inputs, outputs, k, size):
    """Stride 2, `same`: a map of `size` pixels a side to one of half of them, rounded up."""
    padding = max((-(-size // 2) - 1) * 2 + k - size, 0)
    return nn.Conv2d(inputs, outputs, k, 2, (padding + 1) // 2, bias=False)


def transposed(inputs, outputs, k):
    """Stride 2, `same`: twice as many pixels a side."""
    return nn.ConvTranspose2d(inputs, outputs, k, 2, (k - 1) // 2, output_padding=k % 2, bias=False)


class Encoder(nn.Module):
    """Convolutions of stride 2, then the code."""

    def __init__(self, layout):
        super().__init__()
        size, _, channels = layout['image']
        blocks = []
        for filters in layout['encoderFilters']:
            blocks.append(block(convolution(channels, filters, layout['kernelSize'], size)))
            size, channels = -(-size // 2), filters
        self.blocks = nn.Sequential(*blocks)
        self.features = (size, size, channels)
        self.code = nn.Linear(size * size * channels, layout['latent'])

    def forward(self, x):
        # In channels-last memory this flattening is a view.
        return self.code(self.blocks(x).permute(0, 2, 3, 1).flatten(1))


class Decoder(nn.Module):
    """Transposed convolutions of stride 2, then one of stride 1 to the image."""

    def __init__(self, layout):
        super().__init__()
        first, *rest = layout['decoderFilters']
        k, size = layout['kernelSize'], layout['image'][0] // 2 ** len(rest)
        self.start = (size, size, first)
        self.dense = nn.Linear(layout['latent'], size * size * first)
        self.blocks = nn.Sequential(*(block(transposed(a, b, k)) for a, b in zip([first, *rest], rest)))
        self.image = nn.ConvTranspose2d(layout['decoderFilters'][-1], layout['image'][2], k, 1, (k - 1) // 2)
        self.surplus = 1 - k % 2

    def forward(self, z):
        h = torch.relu(self.dense(z)).view(-1, *self.start).permute(0, 3, 1, 2)
        return torch.sigmoid(self.image(self.blocks(h))[:, :, self.surplus:, self.surplus:])


def squared_distances(x, y):
    return x.square().sum(1)[:, None] + y.square().sum(1)[None, :] - 2 * x @ y.T


def kernel(squared, c):
    """All scales in one array: fewer calls than scale by scale."""
    return (c / (c + squared)).sum(0)


def mmd(z, prior, off_diagonal, c):
    n = z.shape[0]
    within = kernel(squared_distances(z, z), c) + kernel(squared_distances(prior, prior), c)
    return (within * off_diagonal).sum() / (n * (n - 1)) - 2 * kernel(squared_distances(z, prior), c).mean()


def read_safetensors(path):
    """The arrays of a file of float32 arrays, by name, and its metadata."""
    with open(path, 'rb') as file:
        (size,) = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(size))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name != '__metadata__':
            begin, end = entry['data_offsets']
            tensors[name] = torch.frombuffer(data[begin:end], dtype=torch.float32).reshape(entry['shape']).clone()
    return tensors, header['__metadata__']


def turn(tensor, *axes):
    """Turns images, kernels or feature maps by half a turn."""
    return tensor.flip(axes)


def load_weights(encoder, decoder, start):
    """Sets the weights to those of the TypeScript models: kernels are [k, k, in, out] there, or [k, k, out, in]."""

    def kernel_of(layer, name):
        layer.weight.copy_(turn(start[f'{name}/kernel'], 0, 1).permute(3, 2, 0, 1))

    def norm(layer, name):
        layer.weight.copy_(start[f'{name}/gamma'])
        layer.bias.copy_(start[f'{name}/beta'])

    with torch.no_grad():
        for network, side, layers in ((encoder, 'encoder', 'conv'), (decoder, 'decoder', 'up')):
            for i, (layer, scale, _) in enumerate(network.blocks):
                kernel_of(layer, f'{side}/{layers}{i}')
                norm(scale, f'{side}/norm{i}')
        code, features = start['encoder/code/kernel'], start['decoder/features/kernel']
        encoder.code.weight.copy_(turn(code.view(*encoder.features, -1), 0, 1).reshape(code.shape).T)
        encoder.code.bias.copy_(start['encoder/code/bias'])
        decoder.dense.weight.copy_(turn(features.view(-1, *decoder.start), 1, 2).reshape(features.shape).T)
        decoder.dense.bias.copy_(turn(start['decoder/features/bias'].view(decoder.start), 0, 1).flatten())
        kernel_of(decoder.image, 'decoder/image')
        decoder.image.bias.copy_(start['decoder/image/bias'])


def make_step(args, layout, start):
    """A function of (prior, noise) that does one training step and returns its loss and its milliseconds."""
    encoder = Encoder(layout).to(memory_format=torch.channels_last)
    decoder = Decoder(layout).to(memory_format=torch.channels_last)
    load_weights(encoder, decoder, start)
    parameters = [*encoder.parameters(), *decoder.parameters()]
    betas = (layout['beta1'], layout['beta2'])
    optimizer = torch.optim.Adam(parameters, lr=layout['learningRate'], betas=betas, fused=True)
    images = turn(start['batch/images'].to(torch.uint8), 1, 2).permute(0, 3, 1, 2)
    n, cost_scale, weight = layout['batch'], layout['costScale'], layout['lambda']
    constants = torch.tensor(layout['kernelConstants']).view(-1, 1, 1)
    off_diagonal = 1 - torch.eye(n)

    def losses(images, prior, noise):
        x = images.float() / 255
        with torch.autocast('cpu', dtype=torch.bfloat16, enabled=args.precision == 'bfloat16'):
            z = encoder((x + noise).contiguous(memory_format=torch.channels_last))
            y = decoder(z)
        reconstruction = cost_scale * (x - y.float()).square().sum() / n
        return reconstruction + weight * mmd(z.float(), prior, off_diagonal, constants)

    objective = torch.compile(losses, fullgraph=True, dynamic=False) if args.compile else losses

    def step(prior, noise):
        begin = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = objective(images, prior, noise)
        loss.backward()
        optimizer.step()
        value = loss.item()
        return value, (time.perf_counter() - begin) * 1000

    return step, sum(p.numel() for p in parameters)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--start', required=True, help='layout, weights and batch, written by train-worker.ts')
    parser.add_argument('--precision', choices=['float32', 'bfloat16'], default='float32')
    parser.add_argument('--compile', action='store_true')
    parser.add_argument('--threads', type=int, required=True)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    start, metadata = read_safetensors(args.start)
    layout = json.loads(metadata['layout'])
    n, (height, width, channels) = layout['batch'], layout['image']
    step, parameters = make_step(args, layout, start)
    answer({'parameters': parameters, 'versions': {'pytorch': torch.__version__, 'python': sys.version.split()[0]}})
    for line in sys.stdin:
        request = json.loads(line)
        if 'check' in request:
            fixed = (start['batch/zPrior'], turn(start['batch/pixelNoise'], 1, 2).permute(0, 3, 1, 2))
            answer({'losses': [step(*fixed)[0] for _ in range(request['check'])]})
            continue
        times, loss = [], float('nan')
        end = time.perf_counter() + request['seconds']
        while len(times) < request['steps'] and (not times or time.perf_counter() < end):
            # As in the TypeScript bench, the noise is drawn outside of the timed step.
            prior = layout['sigma'] * torch.randn(n, layout['latent'])
            noise = layout['pixelNoise'] * torch.randn(n, height, width, channels)
            loss, ms = step(prior, noise.permute(0, 3, 1, 2))
            times.append(ms)
        answer({'ms': times, 'loss': loss})


def answer(value):
    print(json.dumps(value), flush=True)


if __name__ == '__main__':
    main()
