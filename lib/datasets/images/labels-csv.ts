import { parse } from 'csv-parse/sync';
import { UserError } from '../../base/index.js';
import { readFileNamed } from '../../node/index.js';

/** The labels of a CSV file. */
export interface CsvLabels {
  /** Label of each row, in the order of the file. */
  readonly rows: readonly string[];
  /** Label by file name, as the file has it; undefined if no column names files. */
  readonly byFile: ReadonlyMap<string, string> | undefined;
  readonly md5: string;
}

/** Headings of a column of file names, and of one of labels. */
const fileHeadings = ['file', 'filename', 'file_name', 'image', 'image_id', 'name', 'path', 'id'];
const labelHeadings = ['label', 'class', 'category', 'target', 'labels', 'y'];

/**
 * Reads labels from a CSV file with a line of headings: one column is called `label` (or `class`, `category`, `target`,
 * `labels`, `y`), and if there is one called `file` (or `filename`, `file_name`, `image`, `image_id`, `name`, `path`, `id`) it
 * says whose label it is; without it rows are in the order of the images.
 * @throws UserError, in one sentence, if it can't be read, has no such column, an empty label or a file twice
 */
export async function readLabelsCsv(path: string): Promise<CsvLabels> {
  const { bytes, md5 } = readFileNamed(path, { noun: 'file of labels', remedy: 'check its permissions' });
  const [headings = [], ...rows] = records(bytes, path);
  const column = (wanted: readonly string[]): number =>
    headings.findIndex(heading => wanted.includes(heading.trim().toLowerCase()));
  const [label, file] = [column(labelHeadings), column(fileHeadings)];
  if (label === -1) {
    throw new UserError(
      `${path} has no column called label (its first line is ${headings.join(', ')}); ` +
        'give it a first line such as file,label',
    );
  }
  const byFile = file === -1 ? undefined : new Map<string, string>();
  const labels = rows.map((row, i) => {
    const [text, name] = [row[label]!.trim(), file === -1 ? '' : row[file]!.trim()];
    if (text === '') throw new UserError(`${path}, line ${i + 2}: the label is empty; give it one`);
    if (byFile?.has(name) === true) {
      throw new UserError(`${path}, line ${i + 2}: ${name} comes a second time; take one of the lines out`);
    }
    byFile?.set(name, text);
    return text;
  });
  return { rows: labels, byFile, md5 };
}

function records(bytes: Uint8Array, path: string): string[][] {
  try {
    return parse(Buffer.from(bytes), { bom: true, skip_empty_lines: true, delimiter: [',', ';', '\t'] });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} is no CSV file (${reason}); mend that line`, { cause: error });
  }
}

/** Labels as classes: their names in order, numbers by value and texts by code unit, and the class of each label. */
export function classesOf(labels: readonly string[]): { classes: string[]; numbers: Uint16Array } {
  const numeric = labels.every(label => /^-?\d+$/.test(label));
  const classes = [...new Set(labels)].sort((a, b) =>
    numeric ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0,
  );
  const index = new Map(classes.map((name, k) => [name, k]));
  return { classes, numbers: Uint16Array.from(labels, label => index.get(label)!) };
}
