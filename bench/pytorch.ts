import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../lib/datasets/mnist-files.js';
import { UserError } from '../lib/errors.js';

/** The release that is raced against. */
export const PYTORCH = '2.13.0';

const works = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/**
 * A Python with PyTorch: that of `WAE_BENCH_PYTHON`, or of `.bench/venv`, which is made on first use.
 * @throws UserError where Python or a compiler is missing, or the installation fails
 */
export function pythonWithTorch(): string {
  if (!works('g++', '--version')) {
    throw new UserError('torch.compile needs g++, which is missing; on Debian: apt-get install g++');
  }
  const given = process.env['WAE_BENCH_PYTHON'];
  if (given !== undefined) {
    if (works(given, '-c', 'import torch')) return given;
    throw new UserError(
      `WAE_BENCH_PYTHON names ${given}, which has no PyTorch; unset it, or install torch there`,
    );
  }
  const folder = join(repositoryRoot(), '.bench', 'venv');
  const python = join(folder, 'bin', 'python');
  const check = `import torch, sys; sys.exit(torch.__version__.split("+")[0] != "${PYTORCH}")`;
  if (existsSync(python) && works(python, '-c', check)) return python;
  if (!works('python3', '-c', 'import venv, ensurepip')) {
    throw new UserError(
      'the bench needs Python 3 with venv for PyTorch; on Debian: apt-get install python3 python3-venv (or use --without-pytorch)',
    );
  }
  console.log(`installing PyTorch ${PYTORCH} into .bench/venv, once …`);
  install('python3', ['-m', 'venv', '--clear', folder]);
  // PyTorch's own index has a build without CUDA; where it can't be reached, the registry's build does as well.
  const index = ['--retries', '1', '--extra-index-url', 'https://download.pytorch.org/whl/cpu'];
  const packages = ['--only-binary=:all:', `torch==${PYTORCH}`, 'numpy'];
  install(python, ['-m', 'pip', 'install', '--quiet', ...index, ...packages]);
  return python;
}

function install(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  throw new UserError(
    `${command} ${args.slice(0, 3).join(' ')} failed (${error?.message ?? `exit code ${status}`}); ` +
      'look at its messages above, or use --without-pytorch',
  );
}
