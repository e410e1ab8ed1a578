// Trains, measures and draws the three models as small as they get, in the folder that is named, and takes any number
// of the signals below meanwhile. Prints `ready` when it takes them and `done` when all is made, then waits for the
// end of its input, since a signal would end a process that is leaving.
import { once } from 'node:events';
import { loadDigits } from '../../lib/datasets/digits/digits.js';
import { loadBackend } from '../../lib/engine/index.js';
import { reproduce } from '../../lib/experiments/reproduce.js';

/** Signals that a terminal, a child process and a user send, and that end no program that has a handler. */
const signals = ['SIGWINCH', 'SIGCHLD', 'SIGUSR2'] as const;

for (const name of signals) process.on(name, () => {});
process.stdout.write('ready\n');
await loadBackend();
const { kind } = await reproduce({
  experiment: 'digits',
  preset: 'quick',
  overrides: { epochs: 1, width: 2 },
  out: process.argv[2] ?? '',
  load: () => Promise.resolve(loadDigits({ train: 500, test: 100, seed: 3 })),
});
process.stdout.write(kind === 'finished' ? 'done\n' : `${kind}\n`);
process.stdin.resume();
await once(process.stdin, 'end');
