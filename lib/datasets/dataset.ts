/** Yes-or-no properties of some images. */
export interface Attributes {
  readonly names: readonly string[];
  /** 1 if an image has the attribute, else 0; [count, names.length]. */
  readonly values: Uint8Array;
}

/** Images with their class labels, as they lie in memory: bytes, one batch after another. */
export interface ImageSet {
  /** Pixels 0 … 255, laid out [count, height, width, channels]. */
  readonly images: Uint8Array;
  /** Class of each image, [count]. */
  readonly labels: Uint8Array;
  readonly count: number;
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Absent if a data set has none. */
  readonly attributes?: Attributes;
}

/** A picture that could not be used. */
export interface SkippedImage {
  readonly name: string;
  readonly reason: string;
}

/** The parts of a data set. */
export interface Splits {
  /** What models are trained on. */
  readonly train: ImageSet;
  /** What choices are made on; absent if nothing is held out for that. */
  readonly validation?: ImageSet;
  /** What they are measured on, and never see before. */
  readonly test: ImageSet;
}

/** A data set with its splits and where its bytes came from. */
export interface Dataset extends Splits {
  readonly name: string;
  /** Number of classes. */
  readonly classes: number;
  /** What the bytes can be checked by: file name to md5 of the unpacked file, or the generator with its seed. */
  readonly sources: Readonly<Record<string, string>>;
  /** Pictures that are in no split because they could not be read; absent if that can't happen. */
  readonly skipped?: readonly SkippedImage[];
  /** What the classes are called, in the order of labels; absent if they go by their numbers. */
  readonly classNames?: readonly string[];
  /** What was passed over or chosen when the files were found, in sentences without a full stop; absent if nothing was. */
  readonly notes?: readonly string[];
}
