import type { Command } from 'commander';
import { pathGiven } from './options.js';
import {
  type Check,
  checkBackend,
  checkDisk,
  checkDocs,
  checkFeatureNetworks,
  checkGpu,
  checkMnist,
  checkNode,
  checkNotebooks,
  checkPackages,
} from './checks.js';
import { isClone, repositoryRoot } from '../node/index.js';
import { checkCelebA } from './check-celeba.js';
import { print } from './say.js';

/** What `wae doctor` found; `wae doctor --json` prints this object. */
export interface DoctorReport {
  /** Whether nothing needed is broken; warnings do not count. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

export interface DoctorOptions {
  /** Prints the report as JSON instead of lines. */
  readonly json?: boolean;
  /** Folder of the data sets, as `--data` names it; by default the usual places are searched. */
  readonly data?: string;
  /** Folder of the checkout. */
  readonly root?: string;
  /** Takes the text; by default standard output. */
  readonly write?: (text: string) => void;
}

/**
 * Looks at everything that the project needs, and prints it with the remedy for what is amiss.
 *
 * @returns the report, and `ok`: false if something needed is broken, and the command's exit code is 1.
 */
export async function doctor({
  json = false,
  data,
  root = repositoryRoot(),
  write = text => print(text),
}: DoctorOptions = {}): Promise<{ report: DoctorReport; ok: boolean }> {
  const checks = [
    checkNode(),
    await checkBackend(root),
    await checkGpu(),
    // A clone brings all packages; an installed library has neither notebooks nor a site.
    ...(isClone() ? [checkNotebooks(root), checkDocs(root)] : [checkPackages()]),
    await checkMnist(data),
    await checkCelebA(data),
    checkFeatureNetworks(),
    await checkDisk(root),
  ];
  const ok = checks.every(check => check.state !== 'broken');
  const report = { ok, checks };
  write(json ? `${JSON.stringify(report, null, 2)}\n` : formatReport(report));
  return { report, ok };
}

/** The report as lines: one for each check, below it the remedy if there is one. */
export function formatReport({ ok, checks }: DoctorReport): string {
  const width = Math.max(...checks.map(check => check.name.length));
  const lines = checks.flatMap(({ name, state, says, fix }) => {
    const line = `${state.padEnd(7)}  ${name.padEnd(width)}  ${says}`;
    return fix === undefined ? [line] : [line, `${' '.repeat(width + 11)}${fix}`];
  });
  const last = ok ? 'Everything needed works.' : 'Something needed is broken: see the remedies above.';
  return `${[...lines, last].join('\n')}\n`;
}

/** What `wae doctor` takes and does; its exit code is 1 if something needed is broken. */
export function doctorCommand(command: Command, setCode: (code: number) => void): void {
  command
    .option('--json', 'print the report as JSON')
    .option('--data <dir>', 'folder of the data sets', pathGiven)
    .action(async ({ json = false, data }: { json?: boolean; data?: string }) => {
      const { ok } = await doctor({ json, ...(data === undefined ? {} : { data }) });
      setCode(ok ? 0 : 1);
    });
}
