/** How an image that is not a square of the wanted size becomes one, in the words of CSS's `object-fit`. */
export type ImageFit = 'cover' | 'contain' | 'fill';

/** What decides which images a folder of one's own gives, and what becomes of each: the same for every run of it. */
export interface ImagesSpec {
  /** What the images are called: letters and digits, and `.`, `_`, `-` after the first. */
  readonly title: string;
  /** `pictures`: PNG, JPEG, WebP; `idx`: files as MNIST's; `arrays`: `.npy` or `.npz`. */
  readonly format: 'pictures' | 'idx' | 'arrays';
  /** Pixels a side. */
  readonly size: number;
  /** 1: grey; 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** `cover`: the square in the middle; `contain`: the whole on black; `fill`: the whole, stretched. */
  readonly fit: ImageFit;
  /** By which filter images are resized. */
  readonly filter: 'lanczos3';
  /** Whether height and width of each image are changed for each other, as EMNIST's files need it. */
  readonly transpose?: boolean;
  /**
   * `given`: training and test images are told apart by their files' names. `drawn`: of all images in the order of their
   * names so many are drawn for testing, by a seed.
   */
  readonly split:
    { readonly kind: 'given' } | { readonly kind: 'drawn'; readonly test: number; readonly seed: number };
  /** What the classes are called, in the order of labels; none if the images have no labels. */
  readonly classes: readonly string[];
  /** How many training and test images are taken, drawn by a seed of their own; all if they are left out. */
  readonly train?: number;
  readonly test?: number;
}

/** An image as it is found: the bytes of a file, or pixels 0 … 255, [height, width, channels]. */
export type FoundImage =
  | { readonly file: string }
  | {
      readonly pixels: Uint8Array;
      readonly height: number;
      readonly width: number;
      readonly channels: 1 | 3;
    };

/** Images that belong together, in a fixed order. */
export interface ImagePart {
  readonly count: number;
  /** Class of each image; 0 of images without labels. */
  readonly labels: Uint8Array;
  /** How the i-th image is called in messages. */
  readonly nameOf: (i: number) => string;
  readonly at: (i: number) => FoundImage;
}

/** What was found in a folder, before anything is resized. */
export interface FoundImages {
  readonly format: ImagesSpec['format'];
  readonly train: ImagePart;
  /** Absent if the files do not tell them apart. */
  readonly test?: ImagePart;
  readonly validation?: ImagePart;
  readonly classes: readonly string[];
  readonly transpose: boolean;
  /** Files and their md5; of pictures it is taken when they are read. */
  readonly sources: Readonly<Record<string, string>>;
  /** What was passed over or left out, in sentences. */
  readonly notes: readonly string[];
}
