import { Command, CommanderError } from 'commander';
import { UserError } from '../base/index.js';
import { addData } from './data.js';
import { addDoctor } from './doctor-command.js';
import { addEvaluate } from './evaluate.js';
import { addExplore } from './explore.js';
import { addFeatures } from './features.js';
import { addReproduce } from './reproduce.js';
import { addTrain } from './train.js';

/** Exit codes: 0 done, 1 our mistake or a broken set-up, 2 the user's mistake, 130 stopped by Ctrl-C. */
const exitCodes = { ours: 1, user: 2 } as const;

/**
 * The `wae` command.
 * @param argv the words after `wae`
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const setCode = (value: number): void => {
    code = value;
  };
  const program = new Command('wae')
    .description('Wasserstein auto-encoders: train, measure, and reproduce the figures of the paper')
    .exitOverride();
  addDoctor(program, setCode);
  addData(program, setCode);
  addTrain(program, setCode);
  addEvaluate(program, setCode);
  addExplore(program, setCode);
  addFeatures(program, setCode);
  addReproduce(program, setCode);
  // Sub-commands leave by the same door.
  for (const command of everyCommand(program)) command.exitOverride();
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return report(error);
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function report(error: unknown): number {
  // commander has printed its message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.user;
  if (error instanceof UserError) {
    process.stderr.write(`wae: ${error.message}\n`);
    return error.exitCode;
  }
  const known = error instanceof Error && 'exitCode' in error;
  process.stderr.write(
    `wae: ${error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error)}\n`,
  );
  return exitCodes.ours;
}
