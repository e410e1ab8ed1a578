import type { Explorer } from './explorer.js';

/** What a search found: one test image, or all of a label or an attribute. */
export type Found =
  | { readonly kind: 'image'; readonly index: number }
  | { readonly kind: 'group'; readonly name: string; readonly indices: readonly number[] };

/** What a search needs to know of a page. */
type Searched = Pick<Explorer, 'labels' | 'attributes'> & {
  readonly header: Pick<Explorer['header'], 'count' | 'classes' | 'attributes'>;
};

/**
 * The images that a text means: `#12` or `image 12` is test image 12; the name of a class or an attribute is all images
 * that have it, in capitals or not; any other number is an image's.
 * @returns undefined if there is nothing of that name or number
 */
export function search({ header, labels, attributes }: Searched, text: string): Found | undefined {
  const wanted = text.trim().toLowerCase();
  const every = (test: (i: number) => boolean): number[] =>
    Array.from({ length: header.count }, (_, i) => i).filter(test);
  const named = (names: readonly string[]): number =>
    names.findIndex(name => name.toLowerCase().replaceAll('_', ' ') === wanted.replaceAll('_', ' '));
  const digits = /^(?:#|image\s*)?(\d+)$/.exec(wanted);
  const label = named(header.classes);
  if (label >= 0)
    return { kind: 'group', name: header.classes[label]!, indices: every(i => labels[i] === label) };
  const attribute = named(header.attributes);
  if (attribute >= 0) {
    const size = header.attributes.length;
    const indices = every(i => attributes[i * size + attribute] === 1);
    return { kind: 'group', name: header.attributes[attribute]!, indices };
  }
  const index = digits === null ? NaN : Number(digits[1]);
  return index < header.count ? { kind: 'image', index } : undefined;
}
