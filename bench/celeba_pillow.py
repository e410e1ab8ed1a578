"""Pillow's side of `bench/celeba.ts`: two worker processes that read, crop and resize, as a data loader of PyTorch does.

A worker: answers each line of JSON on standard input with one on standard output, as `celeba-worker.ts` says. The
arguments are the zip, the number of pictures and the side of the result.
"""

import hashlib
import io
import json
import multiprocessing
import sys
import time
import zipfile

import numpy as np
import PIL
from PIL import Image

WORKERS, BATCH = 2, 64
PATH, COUNT, SIZE = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
archive = None


def open_archive():
    global archive
    archive = zipfile.ZipFile(PATH)


def prepare(name):
    picture = Image.open(io.BytesIO(archive.read(name))).convert('RGB')
    side = round(140 * min(picture.width / 178, picture.height / 218))
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.crop((left, top, left + side, top + side))
    return np.asarray(square.resize((SIZE, SIZE), Image.LANCZOS))


def prepare_batch(names):
    return np.stack([prepare(name) for name in names])


def prepare_all(pool):
    names = sorted(name for name in zipfile.ZipFile(PATH).namelist() if name.endswith('.jpg'))[:COUNT]
    images = np.empty((len(names), SIZE, SIZE, 3), np.uint8)
    at = 0
    batches = [names[i:i + BATCH] for i in range(0, len(names), BATCH)]
    for batch in pool.imap(prepare_batch, batches):
        images[at:at + len(batch)] = batch
        at += len(batch)
    return images


def say(line):
    print(json.dumps(line), flush=True)


def main():
    with multiprocessing.Pool(WORKERS, open_archive) as pool:
        say({'versions': {'pillow': PIL.__version__, 'numpy': np.__version__, 'python': sys.version.split()[0]}})
        for line in sys.stdin:
            request = json.loads(line)
            if request.get('check'):
                say({'sha256': hashlib.sha256(prepare_all(pool).tobytes()).hexdigest()})
                continue
            ms = []
            for _ in range(request['steps']):
                begin = time.perf_counter()
                prepare_all(pool)
                ms.append((time.perf_counter() - begin) * 1000)
            say({'ms': ms})


if __name__ == '__main__':
    main()
