import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { repositoryRoot } from '../node/index.js';

/** What `wae setup` does; its exit code is 1 if something could not be made. */
export function setupCommand(command: Command, setCode: (code: number) => void): void {
  command.action(async () => {
    const script = pathToFileURL(join(repositoryRoot(), 'scripts', 'setup.mjs')).href;
    const { setUpAloud } = (await import(script)) as { setUpAloud: () => Promise<number> };
    setCode(await setUpAloud());
  });
}
