"""The WAE-MMD training step of `bench/train.ts` in PyTorch: same shapes, same weights, same losses, same optimiser.

A worker: answers each line of JSON on standard input with one on standard output, as `train-worker.ts` says, so that
the bench can take turns between systems in one run. Settings are those that PyTorch's own guides give for a CPU:
channels-last memory, a fused Adam, autocast for bfloat16, no thread beyond the cores.
"""

import argparse
import json
import struct
import sys
import time

import torch
from torch import nn

LATENT = 8
SCALES = torch.tensor([0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]).view(-1, 1, 1)


def block(layer, channels):
    return nn.Sequential(layer, nn.BatchNorm2d(channels, eps=1e-5, momentum=0.1), nn.ReLU(inplace=True))


class Encoder(nn.Module):
    """28x28 -> 14 -> 7 -> 4 with TensorFlow's `same` padding (1 before, 2 after, for the last), then the code."""

    def __init__(self, w):
        super().__init__()
        pad = nn.ZeroPad2d((1, 2, 1, 2))
        self.blocks = nn.Sequential(
            block(nn.Conv2d(1, w, 4, 2, 1, bias=False), w),
            block(nn.Conv2d(w, 2 * w, 4, 2, 1, bias=False), 2 * w),
            pad,
            block(nn.Conv2d(2 * w, 4 * w, 4, 2, 0, bias=False), 4 * w),
        )
        self.code = nn.Linear(4 * 4 * 4 * w, LATENT)

    def forward(self, x):
        # In channels-last memory this flattening is a view.
        return self.code(self.blocks(x).permute(0, 2, 3, 1).flatten(1))


class Decoder(nn.Module):
    """7x7 -> 14 -> 28 by transposed convolutions, then one of stride 1 to the image."""

    def __init__(self, w):
        super().__init__()
        self.w = w
        self.features = nn.Linear(LATENT, 7 * 7 * 4 * w)
        self.blocks = nn.Sequential(
            block(nn.ConvTranspose2d(4 * w, 2 * w, 4, 2, 1, bias=False), 2 * w),
            block(nn.ConvTranspose2d(2 * w, w, 4, 2, 1, bias=False), w),
        )
        # TensorFlow's `same` cuts one row and column before and two after: here one each, and one by slicing.
        self.image = nn.ConvTranspose2d(w, 1, 4, 1, 1)

    def forward(self, z):
        h = torch.relu(self.features(z)).view(-1, 7, 7, 4 * self.w).permute(0, 3, 1, 2)
        return torch.sigmoid(self.image(self.blocks(h))[:, :, :28, :28])


def squared_distances(x, y):
    return x.square().sum(1)[:, None] + y.square().sum(1)[None, :] - 2 * x @ y.T


def kernel(squared):
    """All scales in one array: fewer calls than scale by scale."""
    c = 2 * LATENT * SCALES
    return (c / (c + squared)).sum(0)


def mmd(z, prior, off_diagonal):
    n = z.shape[0]
    within = kernel(squared_distances(z, z)) + kernel(squared_distances(prior, prior))
    return (within * off_diagonal).sum() / (n * (n - 1)) - 2 * kernel(squared_distances(z, prior)).mean()


def read_safetensors(path):
    """The arrays of a file of float32 arrays, by name."""
    with open(path, 'rb') as file:
        (size,) = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(size))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name != '__metadata__':
            begin, end = entry['data_offsets']
            tensors[name] = torch.frombuffer(data[begin:end], dtype=torch.float32).reshape(entry['shape']).clone()
    return tensors


def load_weights(encoder, decoder, start):
    """Sets the weights to those of the TypeScript models: kernels are [k, k, in, out] there, or [k, k, out, in]."""

    def norm(layer, name):
        layer.weight.copy_(start[f'{name}/gamma'])
        layer.bias.copy_(start[f'{name}/beta'])

    def dense(layer, name):
        layer.weight.copy_(start[f'{name}/kernel'].T)
        layer.bias.copy_(start[f'{name}/bias'])

    with torch.no_grad():
        for i, place in enumerate((0, 1, 3)):
            encoder.blocks[place][0].weight.copy_(start[f'encoder/conv{i}/kernel'].permute(3, 2, 0, 1))
            norm(encoder.blocks[place][1], f'encoder/norm{i}')
        for i in range(2):
            decoder.blocks[i][0].weight.copy_(start[f'decoder/up{i}/kernel'].permute(3, 2, 0, 1))
            norm(decoder.blocks[i][1], f'decoder/norm{i}')
        dense(encoder.code, 'encoder/code')
        dense(decoder.features, 'decoder/features')
        decoder.image.weight.copy_(start['decoder/image/kernel'].permute(3, 2, 0, 1))
        decoder.image.bias.copy_(start['decoder/image/bias'])


def make_step(args, start):
    """A function of (prior, noise) that does one training step and returns its loss and its milliseconds."""
    encoder = Encoder(args.width).to(memory_format=torch.channels_last)
    decoder = Decoder(args.width).to(memory_format=torch.channels_last)
    load_weights(encoder, decoder, start)
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=1e-3, betas=(0.5, 0.999), fused=True)
    images = start['batch/images'].to(torch.uint8).permute(0, 3, 1, 2)
    n = images.shape[0]
    off_diagonal = 1 - torch.eye(n)

    def losses(images, prior, noise):
        x = images.float() / 255
        with torch.autocast('cpu', dtype=torch.bfloat16, enabled=args.precision == 'bfloat16'):
            z = encoder((x + noise).contiguous(memory_format=torch.channels_last))
            y = decoder(z)
        return 0.05 * (x - y.float()).square().sum() / n + 10 * mmd(z.float(), prior, off_diagonal)

    objective = torch.compile(losses, fullgraph=True, dynamic=False) if args.compile else losses

    def step(prior, noise):
        begin = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = objective(images, prior, noise)
        loss.backward()
        optimizer.step()
        value = loss.item()
        return value, (time.perf_counter() - begin) * 1000

    return step, sum(p.numel() for p in parameters), n


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--start', required=True, help='weights and batch, written by train-worker.ts')
    parser.add_argument('--width', type=int, required=True)
    parser.add_argument('--precision', choices=['float32', 'bfloat16'], default='float32')
    parser.add_argument('--compile', action='store_true')
    parser.add_argument('--threads', type=int, required=True)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    start = read_safetensors(args.start)
    step, parameters, n = make_step(args, start)
    answer({'parameters': parameters, 'versions': {'pytorch': torch.__version__, 'python': sys.version.split()[0]}})
    for line in sys.stdin:
        request = json.loads(line)
        if 'check' in request:
            fixed = (start['batch/zPrior'], start['batch/pixelNoise'].permute(0, 3, 1, 2))
            answer({'losses': [step(*fixed)[0] for _ in range(request['check'])]})
            continue
        times, loss = [], float('nan')
        end = time.perf_counter() + request['seconds']
        while len(times) < request['steps'] and (not times or time.perf_counter() < end):
            # As in the TypeScript bench, the noise is drawn outside of the timed step.
            loss, ms = step(torch.randn(n, LATENT), 0.01 * torch.randn(n, 1, 28, 28))
            times.append(ms)
        answer({'ms': times, 'loss': loss})


def answer(value):
    print(json.dumps(value), flush=True)


if __name__ == '__main__':
    main()
