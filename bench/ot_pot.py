"""POT's side of `bench/ot.ts`: the same problems, read from the same files.

A worker: answers each line of JSON on standard input with one on standard output, as `ot-worker.ts` says. Threads are
left as NumPy and POT choose them.
"""

import json
import math
import os
import sys
import time

import numpy as np
import ot
import scipy


def read(folder, name, *shape):
    return np.fromfile(os.path.join(folder, f'{name}.f64'), dtype='<f8').reshape(shape)


def prepare(task, folder):
    """A function that solves the problem, and one that reads the value off what it returns."""
    kind, n, d = task['kind'], task['n'], task['d']
    x, y = read(folder, 'x', n, d), read(folder, 'y', n, d)
    a, b = read(folder, 'a', n), read(folder, 'b', n)
    if kind == 'exact':
        # The cost matrix is ready: the solver alone is timed.
        cost = ot.dist(x, y)
        return lambda: ot.emd(a, b, cost, numItermax=100_000_000), lambda plan: (plan * cost).sum()
    if kind == 'sinkhorn':
        cost = ot.dist(x, y)
        return (lambda: ot.bregman.sinkhorn_log(a, b, cost, task['epsilon'], numItermax=task['iterations'], stopThr=0,
                                                warn=False),
                lambda plan: (plan * cost).sum())
    if kind == 'line':
        x, y = x.ravel(), y.ravel()
        if task['rival'] == 'emd2_1d':
            return lambda: ot.emd2_1d(x, y, metric='minkowski', p=task['p']), float
        return lambda: ot.wasserstein_1d(x, y, p=task['p']), float
    if kind == 'sliced':
        directions = np.ascontiguousarray(read(folder, 'directions', task['projections'], d).T)
        return lambda: ot.sliced_wasserstein_distance(x, y, projections=directions, p=task['p']), float
    raise ValueError(f'ot_pot: unknown problem {kind}')


def timed(solve, calls):
    begin = time.perf_counter()
    for _ in range(calls):
        result = solve()
    return result, (time.perf_counter() - begin) * 1000 / calls


def calls_for(ms):
    """So many calls make a step that a clock can measure."""
    return max(1, math.ceil(10 / max(ms, 1e-3)))


def main():
    answer({'versions': {'pot': ot.__version__, 'numpy': np.__version__, 'scipy': scipy.__version__,
                         'python': sys.version.split()[0]}})
    solve, calls = None, 1
    for line in sys.stdin:
        request = json.loads(line)
        if 'task' in request:
            solve, value = prepare(request['task'], request['folder'])
            result, ms = timed(solve, 1)
            if ms < 100:
                ms = min(timed(solve, 1)[1] for _ in range(5))
            calls = calls_for(ms)
            answer({'value': float(value(result))})
            continue
        times = []
        end = time.perf_counter() + request['seconds']
        while len(times) < request['steps'] and (not times or time.perf_counter() < end):
            times.append(timed(solve, calls)[1])
        answer({'ms': times})


def answer(value):
    print(json.dumps(value), flush=True)


if __name__ == '__main__':
    main()
