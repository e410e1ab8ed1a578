import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('train-process.js', import.meta.url));

/** How a process that trains ended. */
export interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly said: string;
}

/** What a process that trains is given. */
export interface TrainProcess {
  readonly model?: string;
  readonly epochs?: number;
  readonly pauseMs?: number;
  /** Arguments of Node's own. */
  readonly node?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each line that it prints, to kill it or to do something beside it. */
  readonly onLine?: (line: string, process: ChildProcess) => void;
}

/** Trains a tiny run in a process of its own, until it ends or is killed. */
export async function trainProcess(path: string, options: TrainProcess = {}): Promise<Ended> {
  const { model = 'vae', epochs = 3, pauseMs = 0, node = [], env = {}, onLine = () => {} } = options;
  const child = spawn(process.execPath, [...node, script, path, model, String(epochs), String(pauseMs)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  createInterface({ input: child.stdout }).on('line', line => {
    lines.push(line);
    onLine(line, child);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines, said };
}
