import { classesOf } from './labels-csv.js';
import type { FoundImages, ImagePart } from './spec.js';

/** The parts that images fall into. */
export type PartName = 'train' | 'validation' | 'test';

/** A class is a byte. */
const MOST_CLASSES = 256;

/** Which part the name of a file or of an array tells; undefined if it tells none. */
export function partOf(name: string): PartName | undefined {
  // A word of its own, so that `contest` is none: `t10k` is MNIST's word for its test images.
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const has = (...wanted: readonly string[]): boolean => words.some(word => wanted.includes(word));
  if (has('test', 't10k', 'testing')) return 'test';
  if (has('val', 'valid', 'validation', 'dev')) return 'validation';
  return has('train', 'training') ? 'train' : undefined;
}

/** A part without labels yet, and the texts of its labels if it has any. */
export interface UnlabelledPart extends Omit<ImagePart, 'labels'> {
  readonly texts: readonly string[] | undefined;
}

/**
 * Parts with their classes numbered alike. Images without labels, of one class alone, or of more than 256, have the label 0
 * and no classes. Without test images those of validation are taken for them.
 */
export function labelParts(
  found: Readonly<Partial<Record<PartName, UnlabelledPart>>> & { readonly train: UnlabelledPart },
): Pick<FoundImages, 'train' | 'validation' | 'test' | 'classes' | 'notes'> {
  const parts = (['train', 'validation', 'test'] as const).flatMap(name =>
    found[name] === undefined ? [] : [[name, found[name]] as const],
  );
  const all = parts.flatMap(([, part]) => part.texts ?? []);
  const whole = parts.every(([, part]) => part.texts !== undefined);
  const { classes, numbers } = classesOf(all);
  const notes: string[] = [];
  if (classes.length > MOST_CLASSES) {
    notes.push(
      `there are ${classes.length} classes, and a label is one of ${MOST_CLASSES}: labels are left out`,
    );
  }
  if (!whole && all.length > 0) notes.push('a part of the images has no labels: labels are left out');
  const used = whole && classes.length >= 2 && classes.length <= MOST_CLASSES;
  let from = 0;
  const labelled = parts.map(([name, { texts, ...part }]): readonly [PartName, ImagePart] => {
    const labels = used
      ? Uint8Array.from(numbers.subarray(from, from + part.count))
      : new Uint8Array(part.count);
    from += texts?.length ?? 0;
    return [name, { ...part, labels }];
  });
  const { train, validation, test } = Object.fromEntries(labelled) as Partial<Record<PartName, ImagePart>> & {
    readonly train: ImagePart;
  };
  const held = test ?? validation;
  return {
    train,
    ...(held && { test: held }),
    ...(test && validation && { validation }),
    classes: used ? classes : [],
    notes,
  };
}
