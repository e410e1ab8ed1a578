export { UserError, NonFiniteLossError } from './errors.js';
export { Rng } from './random.js';
