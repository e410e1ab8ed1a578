import { UserError } from '../lib/base/errors.js';
import { TooSlowError } from './race.js';

/** Runs a bench; says in one line what the user did wrong (exit code 2) or which system gave no answer (1). */
export async function runBench(main: () => void | Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const users = error instanceof UserError || isOption(error);
    if (!users && !(error instanceof TooSlowError)) throw error;
    console.error(error.message);
    process.exitCode = users ? 2 : 1;
  }
}

/** Whether `parseArgs` did not understand an option. */
function isOption(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}
