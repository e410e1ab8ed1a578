import childProcess from 'node:child_process';
import Module, { syncBuiltinESMExports } from 'node:module';

// Loaded before everything else by `npm run test:fast`, in the processes of the tests and in those that they start: a
// test that is not marked `slow` may neither compile a step nor open a browser or a notebook. So the fast tests stay
// fast without a list of them.

type Load = (this: unknown, request: string, ...rest: unknown[]) => unknown;

const modules = Module as unknown as { _load: Load };
const load = modules._load;
const guarded = new Map<unknown, unknown>();

const remedy = 'mark it `slow` (test/support/slow.ts), so that `npm run test:fast` leaves it out';

modules._load = function guardedLoad(this: unknown, request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (!request.endsWith('tfjs_binding.node')) return loaded;
  if (!guarded.has(loaded)) {
    const loadSavedModel = (): never => {
      throw new Error(`a test compiled a step; ${remedy}`);
    };
    // The addon's own properties cannot be replaced.
    guarded.set(loaded, Object.create(loaded as object, { loadSavedModel: { value: loadSavedModel } }));
  }
  return guarded.get(loaded);
};

for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync'] as const) {
  const start = childProcess[name] as (command: string, ...rest: unknown[]) => unknown;
  const guardedStart = (command: string, ...rest: unknown[]): unknown => {
    if (/chrom|jupyter|\.venv/.test(command)) throw new Error(`a test started ${command}; ${remedy}`);
    return start.call(childProcess, command, ...rest);
  };
  Object.assign(childProcess, { [name]: guardedStart });
}
syncBuiltinESMExports();
