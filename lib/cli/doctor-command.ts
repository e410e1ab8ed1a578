import type { Command } from 'commander';
import { doctor } from './doctor.js';

/** Adds `wae doctor`; its exit code is 1 where something needed is broken. */
export function addDoctor(program: Command, setCode: (code: number) => void): void {
  program
    .command('doctor')
    .description('check Node, TensorFlow, notebooks, data sets and the disk, and say what to do')
    .option('--json', 'print the report as JSON')
    .option('--data <dir>', 'folder of the data sets')
    .action(async ({ json = false, data }: { json?: boolean; data?: string }) => {
      const { ok } = await doctor({ json, ...(data === undefined ? {} : { data }) });
      setCode(ok ? 0 : 1);
    });
}
