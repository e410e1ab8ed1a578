import { UserError } from '../lib/base/errors.js';
import { pythonWith, works } from './python.js';

/** The release that is raced against. */
export const PYTORCH = '2.13.0';

/**
 * A Python with PyTorch: that of `WAE_BENCH_PYTHON`, or of `.bench/venv`, which is made on first use.
 * @throws UserError where Python or a compiler is missing, or the installation fails
 */
export function pythonWithTorch(): string {
  if (!works('g++', '--version')) {
    throw new UserError('torch.compile needs g++, which is missing; on Debian: apt-get install g++');
  }
  // PyTorch's own index has a build without CUDA; where it can't be reached, the registry's build does as well.
  const index = ['--retries', '1', '--extra-index-url', 'https://download.pytorch.org/whl/cpu'];
  return pythonWith({
    name: 'PyTorch',
    folder: 'venv',
    present: 'import torch',
    exact: `import torch, sys; sys.exit(torch.__version__.split("+")[0] != "${PYTORCH}")`,
    packages: [...index, `torch==${PYTORCH}`, 'numpy'],
    without: '--without-pytorch',
  });
}
