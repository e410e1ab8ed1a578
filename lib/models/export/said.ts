import type { Layer } from '../layers.js';
import type { Operation } from '../operations.js';

/**
 * What a network computes.
 * @throws TypeError, naming `caller`, if one of its layers is said in code alone
 */
export function operationsOf(caller: string, { operations }: Layer): readonly Operation[] {
  if (operations !== undefined) return operations;
  throw new TypeError(
    `${caller}: expected each layer to say its operations, got one that is said in code alone; give it \`operations\``,
  );
}
