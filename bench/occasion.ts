import { describeMachine, type Machine } from './machine.js';

/** When, where and how a bench was run. */
export interface Occasion {
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
}

/** This run of `npm run bench:<name>`; says where the machine is too busy for clean figures. */
export function occasionOf(name: string): Occasion {
  const machine = describeMachine();
  if (machine.loadAtStart > 0.5 * machine.cores) {
    console.log(
      `note: the machine is busy (load ${machine.loadAtStart}); figures will be worse than they are, and uneven`,
    );
  }
  const words = process.argv.slice(2);
  return {
    date: new Date().toISOString().slice(0, 10),
    command: [`npm run bench:${name}`, ...(words.length > 0 ? ['--', ...words] : [])].join(' '),
    machine,
  };
}

/** The first sentences of a section. */
export function formatOccasion({ date, command, machine }: Occasion): string {
  const { processor, cores, flags, memoryGiB, node, loadAtStart } = machine;
  return `Measured ${date} with \`${command}\` on ${processor} (${cores} cores, ${flags.join(', ')}; ${memoryGiB} GiB), load at start ${loadAtStart}. Node ${node}.`;
}
