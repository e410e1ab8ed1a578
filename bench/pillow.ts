import { pythonWith } from './python.js';

/** The release that is raced against. */
export const PILLOW = '13.0.0';

/**
 * A Python with Pillow: that of `WAE_BENCH_PYTHON`, or of `.bench/venv-pillow`, which is made on first use.
 * @throws UserError where Python is missing, or the installation fails
 */
export function pythonWithPillow(): string {
  return pythonWith({
    name: 'Pillow',
    folder: 'venv-pillow',
    present: 'import PIL, numpy',
    exact: `import PIL, numpy, sys; sys.exit(PIL.__version__ != "${PILLOW}")`,
    packages: [`pillow==${PILLOW}`, 'numpy'],
    without: '--without-pillow',
  });
}
