import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** A system that takes part in a race: a program that answers lines of JSON with lines of JSON. */
export interface Contestant {
  readonly system: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A system that trains: it speaks the protocol of `train-worker.ts`. */
export interface Entrant extends Contestant {
  readonly precision: 'float32' | 'bfloat16';
}

/** What a system says of itself at its start. */
export interface Greeting {
  readonly parameters: number;
  readonly versions: Readonly<Record<string, string | boolean>>;
}

/** An answer to `steps`: how long each took. */
export interface Turn {
  readonly ms: readonly number[];
}

/** A system that did not answer in time. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

/** An entrant at work: idle but for the time between a question and its answer. */
export class Racer<E extends Contestant = Entrant> {
  readonly entrant: E;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;
  #complaints = '';

  constructor(entrant: E) {
    this.entrant = entrant;
    this.#process = spawn(entrant.command, entrant.args, {
      env: { ...process.env, ...entrant.environment },
    });
    this.#process.on('error', error => (this.#complaints += error.message));
    this.#process.stdin.on('error', () => {});
    this.#process.stderr.on('data', text => (this.#complaints = `${this.#complaints}${text}`.slice(-2000)));
    this.#reader = createInterface({ input: this.#process.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /**
   * The next line that the system says.
   * @throws TooSlowError after `seconds`; the process is ended
   * @throws Error where the process ended; the message holds what it complained of
   */
  async hear<T>(seconds: number): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, refuse) => {
      timer = setTimeout(
        () => refuse(new TooSlowError(`${this.#name} gave no answer in ${seconds} s`)),
        1000 * seconds,
      );
    });
    try {
      const { value, done } = await Promise.race([this.#lines.next(), late]);
      if (done === true) throw new Error(`${this.#name} ended:\n${this.#complaints.trim()}`);
      return JSON.parse(value) as T;
    } catch (error) {
      this.end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks and waits for the answer; throws like {@link hear}. */
  ask<T>(request: object, seconds: number): Promise<T> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return this.hear(seconds);
  }

  get #name(): string {
    const { entrant } = this;
    return 'precision' in entrant ? `${entrant.system} (${String(entrant.precision)})` : entrant.system;
  }

  /** Ends the process. */
  end(): void {
    this.#reader.close();
    this.#process.kill('SIGKILL');
  }
}

/** How long turns are. */
export interface Pace {
  /** Rounds in all; the first one warms up and does not count. */
  readonly rounds: number;
  /** Steps a turn. */
  readonly steps: number;
  /** No further step begins after so many seconds of a turn. */
  readonly seconds: number;
  /** A system that needs longer for a turn leaves the race. */
  readonly limit: number;
}

/** A system's times, round by round, without the warm-up; an empty round is one that it did not run. */
export interface Times<E extends Contestant = Entrant> {
  readonly entrant: E;
  readonly rounds: readonly (readonly number[])[];
  /** Set where not one step ended within the limit: seconds that it was given. */
  readonly gaveUpAfter?: number;
  /** Set where it was not ready to race after so many seconds: nothing is known of its steps. */
  readonly notReadyAfter?: number;
}

/**
 * Lets the systems take turns: in every round each runs its steps while the others wait; each round begins with
 * another system. One whose warm-up is a single step beyond the time of a turn runs one more round and then rests.
 */
export async function race<E extends Contestant = Entrant>(
  racers: readonly Racer<E>[],
  { rounds, steps, seconds, limit }: Pace,
  report: (line: string) => void,
): Promise<Times<E>[]> {
  const times = racers.map(({ entrant }) => ({
    entrant,
    rounds: [] as number[][],
    gaveUp: false,
    slow: false,
  }));
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < racers.length; k++) {
      const place = (k + round) % racers.length;
      const [racer, own] = [racers[place]!, times[place]!];
      let ms: readonly number[] = [];
      if (!own.gaveUp && !(own.slow && round > 1)) {
        try {
          ({ ms } = await racer.ask<Turn>({ steps, seconds }, limit));
        } catch (error) {
          if (!(error instanceof TooSlowError)) throw error;
          own.gaveUp = true;
          report(error.message);
        }
      }
      if (round === 0) own.slow = ms.length === 1 && (ms[0] ?? 0) > 1000 * seconds;
      else own.rounds.push([...ms]);
    }
    report(`round ${round + 1} of ${rounds} done`);
  }
  return times.map(({ entrant, rounds: ms, gaveUp }) =>
    gaveUp && ms.every(turn => turn.length === 0)
      ? { entrant, rounds: ms, gaveUpAfter: limit }
      : { entrant, rounds: ms },
  );
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}

/** Median over the rounds of how many times `one` is as fast as `other` in the same round. */
export function speedOver<E extends Contestant>(one: Times<E>, other: Times<E>): number {
  const ratios = one.rounds.flatMap((ms, i) => {
    const against = other.rounds[i] ?? [];
    return ms.length === 0 || against.length === 0 ? [] : [median(against) / median(ms)];
  });
  return median(ratios);
}
