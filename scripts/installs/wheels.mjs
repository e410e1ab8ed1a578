import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { SetUpError } from './stage.mjs';

/** SHA-256 of the wheels of TensorFlow 2.21.0 on PyPI, by Python, of which libraries are run: as `pip --require-hashes`. */
export const wheelHashes = {
  'tensorflow_cpu-2.21.0-cp310-cp310-manylinux_2_27_x86_64.whl':
    'd143e92f5c0661cdfa26eaca8f73cd2efd0ec53a68af8dec82f584ba8eb14b83',
  'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl':
    '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl':
    'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  'tensorflow_cpu-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl':
    '05af7c26d35f4de910b5598c7b507e3981831a7b0f47fed9a405d995d51d7793',
  'tensorflow-2.21.0-cp310-cp310-manylinux_2_27_aarch64.whl':
    '7c97938b25cf70c80ae8619931f85abcdee2ab2eb256c2051202edb3b89e9a5d',
  'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl':
    '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
  'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl':
    'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
  'tensorflow-2.21.0-cp313-cp313-manylinux_2_27_aarch64.whl':
    'a10abdfb8b1189210c251021a3f153b7ccc52a8e6521351f3dc3331e8ba593e0',
  'tensorflow-2.21.0-cp310-cp310-manylinux_2_27_x86_64.whl':
    '77c6f298e695ea1d283cdd7d30f8d97530cc6e92c1395a9ddbab9771c99233a4',
  'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl':
    '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
  'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl':
    'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
  'tensorflow-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl':
    'e9d8da8dcab9650efb45f032ba70af2f016f907e6e0c6bda29dd101bba945406',
};

/**
 * Refuses wheels of TensorFlow that are not those of the list, before anything of them is unpacked. NVIDIA's own libraries,
 * which the GPU build alone takes, are none of it: pip chooses their versions.
 * @throws SetUpError that names the file
 */
export function checkWheels(paths, hashes = wheelHashes) {
  for (const path of paths) {
    const name = basename(path);
    if (name.startsWith('nvidia')) continue;
    if (!Object.hasOwn(hashes, name)) {
      throw new SetUpError(
        `pip brought ${name}, a wheel whose checksum is not known here; use Python 3.10 to 3.13`,
      );
    }
    if (sha256(path) !== hashes[name]) {
      throw new SetUpError(
        `the wheel ${name} has another checksum than PyPI's; look where pip takes its packages from, then run it again`,
      );
    }
  }
}

function sha256(path) {
  const hash = createHash('sha256');
  const block = new Uint8Array(2 ** 20);
  const file = openSync(path, 'r');
  try {
    for (let count = readSync(file, block); count > 0; count = readSync(file, block)) {
      hash.update(block.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
