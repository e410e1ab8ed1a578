import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { UserError } from '../base/index.js';
import { say, sentence } from './say.js';

/** Exit codes: 0 done, 1 our mistake or a broken set-up, 2 the user's mistake, 130 stopped by Ctrl-C. */
const exitCodes = { ours: 1, user: 2 } as const;

/** Gives a command its arguments, its options and its action. */
type Define = (command: Command, setCode: (code: number) => void) => void;

/** A command as `wae --help` lists it; what it needs is loaded if it is the one that was called. */
interface Entry {
  readonly name: string;
  readonly about: string;
  readonly load: () => Promise<Define>;
}

const entries: readonly Entry[] = [
  {
    name: 'doctor',
    about: 'check Node, TensorFlow, notebooks, data sets and the disk, and say what to do',
    load: async () => (await import('./doctor.js')).doctorCommand,
  },
  {
    name: 'setup',
    about: 'make the native TensorFlow below tfjs, a hundred times faster than its own JavaScript',
    load: async () => (await import('./setup.js')).setupCommand,
  },
  {
    name: 'data',
    about: 'fetch a data set and check it',
    load: async () => (await import('./data.js')).dataCommand,
  },
  {
    name: 'train',
    about: 'train one model, measure it and draw its figures',
    load: async () => (await import('./train.js')).trainCommand,
  },
  {
    name: 'evaluate',
    about: "measure a run's trained model again and draw its figures again",
    load: async () => (await import('./evaluate.js')).evaluateCommand,
  },
  {
    name: 'explore',
    about: 'write a page in which the latent space of trained models is explored',
    load: async () => (await import('./explore.js')).exploreCommand,
  },
  {
    name: 'features',
    about: 'train the classifier whose features the Fréchet distance compares',
    load: async () => (await import('./features.js')).featuresCommand,
  },
  {
    name: 'tune',
    about: 'make the tries of docs/protocol.md on validation images, the same number for each model',
    load: async () => (await import('./tune.js')).tuneCommand,
  },
  {
    name: 'weights',
    about: "save a finished run's weights, small enough to be committed, with a model card",
    load: async () => (await import('./weights.js')).weightsCommand,
  },
  {
    name: 'export',
    about:
      "write a trained run's encoder and decoder for ONNX Runtime or TensorFlow, for Python for instance",
    load: async () => (await import('./export.js')).exportCommand,
  },
  {
    name: 'card',
    about: 'lay out a folder with a model card that can be pushed to the Hugging Face hub',
    load: async () => (await import('./card.js')).cardCommand,
  },
  {
    name: 'reproduce',
    about: "train VAE, WAE-MMD and WAE-GAN and make the paper's figure, the curves and the table",
    load: async () => (await import('./reproduce.js')).reproduceCommand,
  },
];

/**
 * The `wae` command.
 * @param argv the words after `wae`
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  try {
    const program = await makeProgram(argv, value => {
      code = value;
    });
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return report(error);
  }
}

/** All commands by name, and the one that `argv` calls (or asks help for) with all that belongs to it. */
async function makeProgram(argv: readonly string[], setCode: (code: number) => void): Promise<Command> {
  const program = new Command('wae')
    .description('Wasserstein auto-encoders: train, measure, and reproduce the figures of the paper')
    .version(manifest().version)
    .exitOverride();
  const [first, second] = argv.filter(word => !word.startsWith('-'));
  const called = first === 'help' ? second : first;
  for (const { name, about, load } of entries) {
    // Sub-commands leave by the same door.
    const command = program.command(name).description(about).exitOverride();
    if (name === called) (await load())(command, setCode);
  }
  return program;
}

interface Manifest {
  readonly version: string;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as Manifest;
}

function report(error: unknown): number {
  // commander has printed its message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.user;
  if (error instanceof UserError) {
    say(`wae: ${sentence(error.message)}\n`);
    return error.exitCode;
  }
  const absent = absentPackage(error);
  if (absent !== undefined) {
    const version = manifest().devDependencies?.[absent] ?? 'latest';
    say(
      `wae: this command needs the package ${absent}, which is not installed; run \`npm install ${absent}@${version}\`\n`,
    );
    return exitCodes.ours;
  }
  const known = error instanceof Error && 'exitCode' in error;
  say(
    `wae: ${error instanceof Error ? (known ? sentence(error.message) : (error.stack ?? error.message)) : String(error)}\n`,
  );
  return exitCodes.ours;
}

/** The package that a module of the library imports and that is not installed, if this is the error. */
function absentPackage(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND')
    return undefined;
  return /^Cannot find package '([^']+)'/.exec(error.message)?.[1];
}
