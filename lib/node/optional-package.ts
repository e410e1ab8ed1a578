import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type sharp from 'sharp';
import { SetUpError } from '../base/index.js';
import { isClone, repositoryRoot } from './data-folders.js';

/** The packages that together make a picture of a figure. */
export const drawingPackages: readonly string[] = [
  'plotly.js-dist',
  'jsdom',
  '@resvg/resvg-js',
  '@napi-rs/canvas',
  'dejavu-fonts-ttf',
];

/**
 * Loads a package that only some uses of the library need, when it is needed.
 * @param name of the package, as npm has it
 * @param purpose what needs the package, as the subject of a sentence
 * @param load by `import()`
 * @throws SetUpError, which names the package and the command that installs it, if it does not load
 */
export async function importPackage<T>(name: string, purpose: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw missingPackage(name, purpose, error);
  }
}

/**
 * The same, at once, by `require` or `require.resolve`.
 * @throws SetUpError, as {@link importPackage}
 */
export function requirePackage<T>(name: string, purpose: string, load: (require: NodeJS.Require) => T): T {
  try {
    return load(createRequire(import.meta.url));
  } catch (error) {
    throw missingPackage(name, purpose, error);
  }
}

/**
 * Looks for packages before long work that ends with their use.
 * @throws SetUpError, which names those that are absent and the command that installs them
 */
export function needPackages(names: readonly string[], purpose: string): void {
  const absent = names.filter(name => installedVersion(name) === undefined);
  if (absent.length === 0) return;
  throw new SetUpError(
    `${purpose} needs ${absent.join(', ')}, not installed here; run \`${installCommand(absent)}\``,
  );
}

function missingPackage(name: string, purpose: string, cause: unknown): SetUpError {
  const { code, message } = cause as { code?: string; message?: string };
  const absent = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
  const why = absent ? 'which is not installed' : `which does not load (${(message ?? '').split('\n')[0]})`;
  // Whoever lacks one of these may lack the others, and should not hear of them one by one.
  const others = drawingPackages.filter(other => other !== name && installedVersion(other) === undefined);
  const command = installCommand(drawingPackages.includes(name) ? [name, ...others] : [name]);
  return new SetUpError(`${purpose} needs the package ${name}, ${why}; run \`${command}\``, { cause });
}

/** The command that installs packages in the versions that the library is tested with. */
export function installCommand(names: readonly string[]): string {
  // Packages for this system alone are optional ones of those that `npm ci` brings.
  if (isClone()) return 'npm ci --include=optional';
  const text = readFileSync(join(repositoryRoot(), 'package.json'), 'utf8');
  const { devDependencies = {} } = JSON.parse(text) as { devDependencies?: Record<string, string> };
  return `npm install ${names.map(name => `${name}@${devDependencies[name] ?? 'latest'}`).join(' ')}`;
}

/** The version of a package that Node finds from the library's folder; undefined if there is none. */
export function installedVersion(name: string): string | undefined {
  for (let at = repositoryRoot(); ; at = dirname(at)) {
    const path = join(at, 'node_modules', name, 'package.json');
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
    if (dirname(at) === at) return undefined;
  }
}

/**
 * The image library, loaded when it is asked for: without it the rest works, and `wae doctor` says what is missing.
 * @throws SetUpError if it does not load
 */
export function loadSharp(): Promise<typeof sharp> {
  return importPackage('sharp', 'the reading and writing of JPEG and WebP', async () => {
    return (await import('sharp')).default;
  });
}
