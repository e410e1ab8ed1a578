import { UserError } from '../../base/index.js';
import { type HistoryRecord, parseRecord } from '../../training/index.js';

/**
 * The records of a history, one of each line.
 * @param path names the file in the error
 * @throws UserError if a line is no record
 */
export function parseHistory(bytes: Uint8Array, path: string): HistoryRecord[] {
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .flatMap((line, i) => (line === '' ? [] : [recordOf(line, i + 1, path)]));
}

function recordOf(line: string, number: number, path: string): HistoryRecord {
  try {
    return parseRecord(line);
  } catch (error) {
    const { message } = error as Error;
    throw new UserError(
      `${path} is damaged (line ${number} ${message}); put back a copy of it, or train again in another folder`,
      { cause: error },
    );
  }
}
