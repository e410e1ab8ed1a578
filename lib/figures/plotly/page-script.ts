import type { Plugin } from 'esbuild';
import { importPackage } from '../../node/index.js';

/** Packages that a page may carry. */
const carried = /^(@tensorflow\/tfjs(-core|-backend-[a-z]+)?|jstat|ml-matrix)(\/|$)/;

/**
 * A folder's index leads to more than a page uses, Node's modules and native packages among it. What is not used is
 * dropped, and so it must not be read either; what is used in spite of that is an error.
 */
const browserOnly: Plugin = {
  name: 'browser-only',
  setup({ onResolve, onEnd }) {
    onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
      const known = importer.includes('node_modules') || carried.test(path);
      return known ? undefined : { path, external: true, sideEffects: false };
    });
    onEnd(({ metafile }) => {
      const reached = Object.values(metafile?.outputs ?? {}).flatMap(({ imports }) =>
        imports.map(({ path }) => path),
      );
      return reached.length === 0 ? {} : { errors: [{ text: `a page can't carry ${reached.join(', ')}` }] };
    });
  },
};

/**
 * A compiled module with all it imports in one piece, as the script of a page.
 * @param entry its path
 * @param alias modules to take in place of others, by name
 * @throws SetUpError if esbuild is not installed; Error if the module needs a module of Node's or a package that no browser runs
 */
export async function pageScript(
  entry: string,
  alias: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { build } = await importPackage('esbuild', 'an interactive page', () => import('esbuild'));
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'silent',
    alias: { ...alias },
    plugins: [browserOnly],
  });
  return result.outputFiles[0]!.text;
}
