import { availableCores, mayWait, startThread, type Thread } from './host.js';
import { kernelModule, type Machine } from './machine.js';

/** A job of the compiled kernels. */
export interface Job {
  readonly kind: number;
  readonly blocks: number;
  /** Entries of the cost that it looks at: little work is done faster alone. */
  readonly entries: number;
}

/** Threads that take blocks of jobs beside the one that calls. */
interface Pool {
  readonly control: Int32Array;
  readonly workers: readonly Thread[];
  /** Whether the calling thread may sleep. */
  readonly sleeps: boolean;
  /** The machine that they have been given. */
  machine?: Machine;
}

/** Places in a machine's memory, in 4 bytes; see `assembly/job.ts`. */
const [NEXT, COUNT, KIND, ARGUMENTS] = [16, 32, 33, 64];

/**
 * Places in the control, which threads share: how many jobs there have been, how many threads are at work, whether a
 * job is open to them, and whether they are to look for another machine.
 */
const [JOBS, ACTIVE, OPEN, MACHINE] = [0, 16, 32, 48];

/** Less work than this is not worth waking a thread for. */
const WORTH_A_THREAD = 2 ** 17;
/** Threads in all, at most. */
export const MOST_THREADS = 16;

let limit: number | undefined;
/** Undefined before the first use, null if there are no threads here. */
let pool: Pool | undefined | null;

/**
 * Limits the threads that solvers of optimal transport use; results are the same with any number.
 *
 * By default each processor core has one. They start when a problem is large enough, work while a solver runs, sleep
 * otherwise, and do not keep a program alive.
 * @param count ≥ 1, the calling thread included; undefined for the default
 */
export function limitThreads(count?: number): void {
  limit = count;
  endThreads();
}

/** Ends all threads; they start again when they are needed. */
export function endThreads(): void {
  pool?.workers.forEach(worker => worker.end());
  pool = undefined;
}

/**
 * Does a job, with all threads that are there by now. Each takes the next block until none is left, so a thread that
 * starts late, or not at all, delays nothing.
 */
export function runJob(machine: Machine, job: Job, values: readonly number[]): void {
  const { buffer } = machine.memory;
  new Float64Array(buffer, 4 * ARGUMENTS, values.length).set(values);
  const header = new Int32Array(buffer, 0, ARGUMENTS);
  header[COUNT] = job.blocks;
  header[KIND] = job.kind;
  Atomics.store(header, NEXT, 0);
  const others = job.blocks > 1 && job.entries >= WORTH_A_THREAD ? poolFor(machine) : null;
  if (others === null) {
    machine.work(0);
    return;
  }
  const { control } = others;
  Atomics.store(control, OPEN, 1);
  Atomics.add(control, JOBS, 1);
  Atomics.notify(control, JOBS);
  machine.work(0);
  Atomics.store(control, OPEN, 0);
  for (let active = Atomics.load(control, ACTIVE); active > 0; active = Atomics.load(control, ACTIVE)) {
    if (others.sleeps) Atomics.wait(control, ACTIVE, active, 1);
  }
}

/** The threads, with this machine. */
function poolFor(machine: Machine): Pool | null {
  if (pool === undefined) pool = newPool();
  if (pool !== null && pool.machine !== machine) {
    pool.machine = machine;
    const number = Atomics.add(pool.control, MACHINE, 1) + 1;
    // Those that sleep look up and fetch their message.
    Atomics.add(pool.control, JOBS, 1);
    Atomics.notify(pool.control, JOBS);
    const message = { module: kernelModule(), memory: machine.memory, control: pool.control, number };
    pool.workers.forEach((worker, k) => worker.send({ ...message, thread: k + 1 }));
  }
  return pool;
}

/**
 * What a thread runs. A message brings a machine; the thread works with it, and sleeps between jobs, until there is
 * another. It raises `ACTIVE` before it reads `OPEN`; the caller lowers `OPEN` before it reads `ACTIVE`, and describes no
 * new job until that is 0.
 */
const program = `
const serve = ({ module, memory, control, number, thread }) => {
  const { work } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  for (let seen = 0; Atomics.load(control, ${MACHINE}) === number; ) {
    Atomics.wait(control, ${JOBS}, seen);
    seen = Atomics.load(control, ${JOBS});
    if (Atomics.load(control, ${MACHINE}) !== number) return;
    Atomics.add(control, ${ACTIVE}, 1);
    if (Atomics.load(control, ${OPEN}) === 1) work(thread);
    if (Atomics.sub(control, ${ACTIVE}, 1) === 1) Atomics.notify(control, ${ACTIVE});
  }
};
`;

/** Null if there is but one core, or no threads with a shared memory. */
function newPool(): Pool | null {
  const count = Math.min(limit ?? availableCores(), MOST_THREADS) - 1;
  const workers: Thread[] = [];
  try {
    while (workers.length < count) {
      const worker = startThread(program);
      if (worker === undefined) break;
      workers.push(worker);
    }
  } catch {
    // Threads may be forbidden; those that have started do.
  }
  if (workers.length === 0) return null;
  return { control: new Int32Array(new SharedArrayBuffer(256)), workers, sleeps: mayWait() };
}
