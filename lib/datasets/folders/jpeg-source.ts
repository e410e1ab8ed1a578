/** JPEGs by name, in a zip or a folder. */
export interface JpegSource {
  /** File names without folders, in ascending order. */
  readonly names: readonly string[];
  /** Whether what `read` gives has been compared with a checksum. */
  readonly checked: boolean;
  /**
   * The bytes of the i-th file.
   * @throws UserError where nothing more can be read
   * @throws Error where this one file is damaged
   */
  read(i: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Whether a path inside a zip or a folder is that of a picture, and not of what file managers leave. */
export function isJpegName(path: string): boolean {
  return /(^|\/)[^/.][^/]*\.jpe?g$/i.test(path) && !/(^|\/)(__MACOSX|\.[^/]*)\//.test(path);
}

/** Ascending order of names by their code units, whatever the language. */
export function byName(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
