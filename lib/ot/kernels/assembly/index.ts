/** What the compiled kernels do: blocks of the job in hand, one after the other, until none is left. */
import { fillRows, timesColumns, timesRows } from './scaling';
import { massRows, rangeRows, softminRows } from './softmin';
import { kind, take, whole } from './job';

/**
 * Takes part in the job.
 * @param thread a number of its own, from 0, for each thread that does: each has room of its own
 *
 * Arguments: 14 how many rows or columns there are, 15 how many a block has.
 */
export function work(thread: usize): void {
  for (let block = take(); block >= 0; block = take()) {
    const size = whole(15);
    const from = <usize>block * size;
    const to = min(from + size, whole(14));
    switch (kind()) {
      case 0:
        fillRows(from, to);
        break;
      case 1:
        timesRows(from, to);
        break;
      case 2:
        timesColumns(from, to);
        break;
      case 3:
        softminRows(from, to, thread);
        break;
      case 4:
        rangeRows(from, to, thread);
        break;
      case 5:
        massRows(from, to, thread);
        break;
      default:
        unreachable();
    }
  }
}
