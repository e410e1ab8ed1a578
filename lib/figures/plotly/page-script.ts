/**
 * A compiled module with all it imports in one piece, as the script of a page.
 * @param entry its path
 * @param alias modules to take in place of others, by name
 */
export async function pageScript(
  entry: string,
  alias: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'silent',
    alias: { ...alias },
  });
  return (result.outputFiles[0] as { readonly text: string }).text;
}
