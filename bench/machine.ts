import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

/** On what a bench ran. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Vector and matrix instructions that matter here, as Linux names them. */
  readonly flags: readonly string[];
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  /** Mean number of running processes over the minute before the bench began. */
  readonly loadAtStart: number;
}

/** Describes this machine now. */
export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    flags: cpuFlags().filter(flag =>
      /^(avx2|fma|avx512f|avx512_bf16|avx512_vnni|avx_vnni|amx_\w+)$/.test(flag),
    ),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: platform(),
    node: process.version,
    loadAtStart: Number((loadavg()[0] ?? NaN).toFixed(2)),
  };
}

function cpuFlags(): string[] {
  try {
    return /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.trim().split(' ') ?? [];
  } catch {
    return [];
  }
}
