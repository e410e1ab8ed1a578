/**
 * A mistake of the user's that one sentence explains: what was wrong, where, what to do.
 * The command prints the message alone and exits with code 2.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  /** Exit code of the command. */
  readonly exitCode: number = 2;
}

/**
 * Something of the set-up that is missing or broken, told in one sentence like a {@link UserError}.
 * The command exits with code 1.
 */
export class SetUpError extends UserError {
  override readonly name: string = 'SetUpError';
  override readonly exitCode: number = 1;
}

/**
 * A loss that is not finite.
 *
 * Training stops with the step (counted from 1), the term of the objective, and the last good checkpoint.
 */
export class NonFiniteLossError extends Error {
  override readonly name = 'NonFiniteLossError';
  readonly exitCode: number = 1;
  readonly step: number;
  readonly term: string;
  readonly checkpoint: string | undefined;

  constructor(step: number, term: string, value: number, checkpoint: string | undefined) {
    super(
      `training stopped at step ${step}: ${term} is ${value}; ` +
        (checkpoint === undefined
          ? 'no checkpoint was saved yet'
          : `the last good checkpoint is ${checkpoint}`) +
        '; lower the learning rate or lambda, or change the seed',
    );
    this.step = step;
    this.term = term;
    this.checkpoint = checkpoint;
  }
}
