import type { Points } from '../base/index.js';
import { principalPlane, project, type Projection } from '../latent/index.js';
import type { ImageShape } from './pictures/grid.js';
import type { LatentPrior } from './plane.js';

/** Codes and reconstructions of the same test images at the moments of a training, in order. */
export interface Film {
  readonly shape: ImageShape;
  readonly frames: readonly {
    /** Steps done. */
    readonly step: number;
    /** [n, d] */
    readonly codes: Points;
    /** Of the first of the images, [k, h, w, c] bytes. */
    readonly pictures: Uint8Array;
  }[];
}

/** A film and how it is seen. */
export interface FilmView {
  readonly film: Film;
  readonly title: string;
  /** The one plane that all frames are seen in. */
  readonly plane: Projection;
  /** The plane is shown from −reach to reach. */
  readonly reach: number;
  readonly prior: LatentPrior;
  /** Class of each image. */
  readonly labels?: ArrayLike<number>;
  readonly classNames?: readonly string[];
  /** Epochs that are over after so many steps. */
  readonly epochOf: (step: number) => number;
  /** Codes drawn at most; 300. */
  readonly maxPoints?: number;
}

/** The plane of largest variance of the film's last codes. */
export function filmPlane({ frames }: Film): Projection {
  const last = frames.at(-1);
  if (last === undefined) throw new RangeError('filmPlane: expected `film` to have frames, got none');
  return principalPlane(last.codes);
}

/** Half the side of the square about 0 in which 99 % of the codes of every frame lie, and `least`. */
export function filmReach({ frames }: Film, plane: Projection, least: number): number {
  const reaches = frames.map(({ codes }) => {
    const places = project(codes, plane).data.map(Math.abs).sort();
    return places[Math.ceil(0.99 * (places.length - 1))]!;
  });
  return 1.08 * Math.max(least, ...reaches);
}
