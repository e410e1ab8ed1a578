"""SciPy's side of `bench/metrics.ts`: the same metric on the same files, in double precision, as one line of JSON.

    python bench/metrics_scipy.py <frechet|neighbours> <folder> <n> <d>

The Fréchet distance is the published code's (`scipy.linalg.sqrtm` of the product of the covariances); neighbours are
found by BLAS products in blocks of rows and `numpy.partition`.
"""

import json
import os
import resource
import sys
import time

import numpy as np
import scipy
from scipy import linalg

BLOCK = 1000


def frechet(x, y):
    p, q = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    root = linalg.sqrtm(p @ q)
    return {'frechet': float(np.sum((x.mean(0) - y.mean(0)) ** 2) + np.trace(p + q) - 2 * np.trace(root).real)}


def distance_blocks(x, y):
    """Squared distances of a block of rows of x to all of y, with where the block begins."""
    norms = (y * y).sum(1)
    for start in range(0, len(x), BLOCK):
        rows = x[start:start + BLOCK]
        yield start, (rows * rows).sum(1)[:, None] + norms - 2 * rows @ y.T


def radii(x, ks):
    """Squared distances to the k-th neighbours; a point's own distance counts as none."""
    found = np.empty((len(x), len(ks)))
    for start, squared in distance_blocks(x, x):
        squared[np.arange(len(squared)), start + np.arange(len(squared))] = np.inf
        nearest = np.sort(np.partition(squared, max(ks), axis=1)[:, :max(ks)], axis=1)
        found[start:start + len(squared)] = nearest[:, np.array(ks) - 1]
    return found.T


def neighbours(x, y):
    x, y = x - x.mean(0), y - x.mean(0)
    real, wide = radii(x, [3, 5])
    fake, = radii(y, [3])
    precise, balls = np.zeros(len(y), bool), np.zeros(len(y))
    recalled, covered = np.zeros(len(x), bool), np.zeros(len(x), bool)
    for start, squared in distance_blocks(x, y):
        rows = slice(start, start + len(squared))
        precise |= (squared <= real[rows, None]).any(0)
        recalled[rows] = (squared <= fake).any(1)
        inside = squared <= wide[rows, None]
        balls += inside.sum(0)
        covered[rows] = inside.any(1)
    return {'precision': precise.mean(), 'recall': recalled.mean(), 'density': balls.mean() / 5,
            'coverage': covered.mean()}


def main():
    metric, folder, n, d = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    x, y = (np.fromfile(os.path.join(folder, f'{name}.f32'), '<f4').reshape(n, d).astype(float)
            for name in ('real', 'generated'))
    begin, processor = time.perf_counter(), time.process_time()
    values = (frechet if metric == 'frechet' else neighbours)(x, y)
    print(json.dumps({'values': values, 'seconds': time.perf_counter() - begin,
                      'cpuSeconds': time.process_time() - processor,
                      'peakMiB': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                      'versions': {'numpy': np.__version__, 'scipy': scipy.__version__,
                                   'python': sys.version.split()[0]}}))


if __name__ == '__main__':
    main()
