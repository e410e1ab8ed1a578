import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UserError } from '../../base/index.js';

/** Attributes of pictures by file name. */
export interface AttributeTable {
  readonly names: readonly string[];
  /** Of each file name its 0/1 values, in the order of `names`. */
  readonly values: ReadonlyMap<string, Uint8Array>;
  /** md5 of the file, 32 hexadecimal digits. */
  readonly md5: string;
}

const remedy = 'fetch it again from its publisher';

/**
 * Reads `list_attr_celeba.txt`: the number of pictures, a line of attribute names, then for each picture a line of
 * its file name and 1 or −1 for each attribute, which become 1 and 0. A file that ends with `.csv` has a line of headings
 * in place of the first two, and commas.
 *
 * @throws UserError, in one sentence with the line's number, if the file can't be read, the first line disagrees
 *   with the number of lines, a line has too few or too many values or something else than ±1, or a name comes twice
 */
export async function readAttributes(path: string): Promise<AttributeTable> {
  const { lines, md5 } = await readLines(path);
  const csv = path.endsWith('.csv');
  if (csv) lines.unshift(String(lines.length - 1));
  const promised = Number(lines[0]);
  if (!Number.isSafeInteger(promised) || promised < 0) {
    throw new UserError(`${path} does not begin with a number of images; ${remedy}`);
  }
  // In a CSV file the column of file names has a heading, too.
  const names = words(lines[1] ?? '').slice(csv ? 1 : 0);
  const rows = lines.slice(2);
  if (rows.length !== promised) {
    throw new UserError(`${path} promises ${promised} images and has lines for ${rows.length}; ${remedy}`);
  }
  const values = new Map<string, Uint8Array>();
  rows.forEach((row, i) => {
    const complain = (what: string): never => {
      throw new UserError(`${path}, line ${i + (csv ? 2 : 3)}: ${what}; ${remedy}`);
    };
    const [name = '', ...signs] = words(row);
    if (signs.length !== names.length) {
      complain(`expected ${names.length} values after the file name, got ${signs.length}`);
    }
    if (values.has(name)) complain(`${name} comes a second time`);
    values.set(
      name,
      Uint8Array.from(signs, sign => {
        if (sign !== '1' && sign !== '-1') complain(`expected 1 or -1, got ${sign}`);
        return sign === '1' ? 1 : 0;
      }),
    );
  });
  return { names, values, md5 };
}

/** The official parts by file name: 0 to train, 1 to validate, 2 to test. */
export interface PartitionTable {
  readonly parts: ReadonlyMap<string, number>;
  /** md5 of the file, 32 hexadecimal digits. */
  readonly md5: string;
}

/**
 * Reads `list_eval_partition.txt`: on each line a file name and its part; as `.csv` below a line of headings.
 * @throws UserError if it can't be read, or a line is something else than a name and 0, 1 or 2
 */
export async function readPartition(path: string): Promise<PartitionTable> {
  const { lines, md5 } = await readLines(path);
  const headings = path.endsWith('.csv') ? lines.splice(0, 1).length : 0;
  const parts = new Map<string, number>();
  lines.forEach((line, i) => {
    const match = /^([^\s,]+)[\s,]+([012])$/.exec(line);
    if (match === null) {
      throw new UserError(`${path}, line ${i + 1 + headings}: expected a file name and 0, 1 or 2; ${remedy}`);
    }
    parts.set(match[1]!, Number(match[2]));
  });
  return { parts, md5 };
}

/** The lines without spaces at their ends, up to the last that is not empty. */
async function readLines(path: string): Promise<{ lines: string[]; md5: string }> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} cannot be read (${reason}); check its permissions`, { cause: error });
  });
  const text = bytes.toString('utf8').trimEnd();
  const lines = text === '' ? [] : text.split('\n').map(line => line.trim());
  return { lines, md5: createHash('md5').update(bytes).digest('hex') };
}

function words(line: string): string[] {
  return line.split(/[\s,]+/).filter(word => word !== '');
}
