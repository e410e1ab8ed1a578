import type { Command } from 'commander';
import { doctor } from './doctor.js';

/** What `wae doctor` takes and does; its exit code is 1 where something needed is broken. */
export function doctorCommand(command: Command, setCode: (code: number) => void): void {
  command
    .option('--json', 'print the report as JSON')
    .option('--data <dir>', 'folder of the data sets')
    .action(async ({ json = false, data }: { json?: boolean; data?: string }) => {
      const { ok } = await doctor({ json, ...(data === undefined ? {} : { data }) });
      setCode(ok ? 0 : 1);
    });
}
