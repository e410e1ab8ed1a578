import { pythonWith } from './python.js';

/** The release that is raced against. */
export const POT = '0.9.7.post1';

/**
 * A Python with POT: that of `WAE_BENCH_PYTHON`, or of `.bench/venv-ot`, which is made on first use.
 * @throws UserError where Python is missing, or the installation fails
 */
export function pythonWithPot(): string {
  return pythonWith({
    name: 'POT',
    folder: 'venv-ot',
    present: 'import ot',
    exact: `import importlib.metadata, sys; sys.exit(importlib.metadata.version("POT") != "${POT}")`,
    packages: [`POT==${POT}`, 'numpy', 'scipy'],
    without: '--without-pot',
  });
}
