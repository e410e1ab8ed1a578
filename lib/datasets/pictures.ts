import { checkCount, checkNotNegative, type Matrix, type Measure, naming } from '../base/index.js';

/** The things that there are pictures of. */
export const pictureNames = ['orange', 'apple', 'dog'] as const;

/** One of `pictureNames`. */
export type PictureName = (typeof pictureNames)[number];

/** A small colour picture on white. */
export interface Picture {
  readonly name: PictureName;
  readonly shape: readonly [height: number, width: number, channels: 3];
  /** [height, width, 3], 0 … 255 */
  readonly pixels: Uint8Array;
}

/** How a picture is drawn. Lengths are in sides of the picture, the origin is its top left corner. */
export interface PictureOptions {
  /** Pixels of a side, ≥ 8; default 24. */
  readonly size?: number;
  /** Size of the thing, > 0; default 1. */
  readonly scale?: number;
  /** How far the thing is moved, right and down; default [0, 0]. */
  readonly shift?: readonly [right: number, down: number];
}

type Colour = readonly [red: number, green: number, blue: number];

/** A shape of one colour; what comes later lies on top. */
type Shape =
  | { readonly kind: 'ellipse'; readonly at: Pair; readonly radii: Pair; readonly colour: Colour }
  /** All points within `radius` of the segment from `from` to `to`. */
  | {
      readonly kind: 'stroke';
      readonly from: Pair;
      readonly to: Pair;
      readonly radius: number;
      readonly colour: Colour;
    };

type Pair = readonly [x: number, y: number];

const green: Colour = [70, 140, 60];
const darkBrown: Colour = [96, 62, 38];
const brown: Colour = [158, 110, 70];
const black: Colour = [30, 26, 24];

const ellipse = (x: number, y: number, rx: number, ry: number, colour: Colour): Shape => ({
  kind: 'ellipse',
  at: [x, y],
  radii: [rx, ry],
  colour,
});

const stroke = (from: Pair, to: Pair, radius: number, colour: Colour): Shape => ({
  kind: 'stroke',
  from,
  to,
  radius,
  colour,
});

const drawings: Readonly<Record<PictureName, readonly Shape[]>> = {
  orange: [
    ellipse(0.5, 0.54, 0.37, 0.37, [222, 116, 18]),
    ellipse(0.47, 0.51, 0.33, 0.33, [240, 142, 32]),
    ellipse(0.38, 0.41, 0.1, 0.08, [250, 186, 96]),
    stroke([0.5, 0.2], [0.5, 0.14], 0.025, darkBrown),
    stroke([0.54, 0.15], [0.66, 0.11], 0.035, green),
  ],
  apple: [
    ellipse(0.37, 0.52, 0.24, 0.27, [176, 32, 36]),
    ellipse(0.63, 0.52, 0.24, 0.27, [176, 32, 36]),
    ellipse(0.5, 0.62, 0.28, 0.27, [176, 32, 36]),
    ellipse(0.36, 0.5, 0.2, 0.22, [206, 48, 46]),
    ellipse(0.56, 0.56, 0.22, 0.24, [206, 48, 46]),
    ellipse(0.31, 0.42, 0.07, 0.08, [236, 126, 116]),
    stroke([0.5, 0.3], [0.54, 0.13], 0.025, darkBrown),
    stroke([0.58, 0.17], [0.72, 0.1], 0.04, green),
  ],
  dog: [
    stroke([0.14, 0.46], [0.06, 0.26], 0.035, brown),
    stroke([0.18, 0.6], [0.16, 0.9], 0.045, darkBrown),
    stroke([0.62, 0.6], [0.62, 0.9], 0.045, darkBrown),
    stroke([0.26, 0.62], [0.28, 0.92], 0.05, brown),
    stroke([0.54, 0.62], [0.52, 0.92], 0.05, brown),
    stroke([0.24, 0.54], [0.56, 0.54], 0.13, brown),
    stroke([0.58, 0.48], [0.7, 0.32], 0.09, brown),
    ellipse(0.74, 0.27, 0.14, 0.13, brown),
    stroke([0.84, 0.33], [0.93, 0.34], 0.06, [206, 166, 122]),
    stroke([0.67, 0.2], [0.63, 0.4], 0.055, darkBrown),
    ellipse(0.97, 0.31, 0.04, 0.035, black),
    ellipse(0.8, 0.24, 0.025, 0.025, black),
  ],
};

function covers(shape: Shape, x: number, y: number): boolean {
  switch (shape.kind) {
    case 'ellipse': {
      const { at, radii } = shape;
      return ((x - at[0]) / radii[0]) ** 2 + ((y - at[1]) / radii[1]) ** 2 <= 1;
    }
    case 'stroke': {
      const { from, to, radius } = shape;
      const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
      const along = ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy);
      const t = Math.min(1, Math.max(0, along));
      return Math.hypot(x - from[0] - t * dx, y - from[1] - t * dy) <= radius;
    }
    default:
      throw new TypeError(`drawPicture: unknown shape ${JSON.stringify(shape satisfies never)}`);
  }
}

/**
 * Draws an orange, an apple or a dog: a pixel has the colour of the topmost shape over its centre, white if there
 * is none.
 * @throws RangeError for an unknown name, a size that is no integer ≥ 8, or a scale ≤ 0
 */
export function drawPicture(name: PictureName, options: PictureOptions = {}): Picture {
  const { size = 24, scale = 1, shift = [0, 0] } = options;
  if (!pictureNames.includes(name)) {
    throw new RangeError(
      `drawPicture: expected \`name\` to be one of ${pictureNames.join(', ')}, got ${name as string}`,
    );
  }
  naming('drawPicture', () => checkCount(size, 'size', 8));
  if (!(scale > 0)) throw new RangeError(`drawPicture: expected \`scale\` to be > 0, got ${scale}`);
  const pixels = new Uint8Array(size * size * 3).fill(255);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      // Where this pixel's centre lies in the drawing, which is scaled about its middle.
      const x = ((column + 0.5) / size - 0.5 - shift[0]) / scale + 0.5;
      const y = ((row + 0.5) / size - 0.5 - shift[1]) / scale + 0.5;
      const top = drawings[name].findLast(shape => covers(shape, x, y));
      if (top !== undefined) pixels.set(top.colour, 3 * (row * size + column));
    }
  }
  return { name, shape: [size, size, 3], pixels };
}

/**
 * A picture as a heap of mass: one point for each pixel that is not white, 1/n each, at
 *
 *     ((column + ½)/width, (row + ½)/height, colour · red/255, colour · green/255, colour · blue/255).
 *
 * @param options `colour`: the length, in sides of the picture, that a channel's whole range is worth; default 0.25
 * @returns points [n, 5], weights [n] of total 1
 * @throws RangeError for a picture that is all white, and for a `colour` that is negative or not finite
 */
export function pixelMeasure(
  { shape: [height, width], pixels }: Picture,
  { colour = 0.25 }: { readonly colour?: number } = {},
): Measure {
  naming('pixelMeasure', () => checkNotNegative(colour, 'colour'));
  const data: number[] = [];
  for (let pixel = 0; pixel < height * width; pixel++) {
    const channels = pixels.subarray(3 * pixel, 3 * pixel + 3);
    if (channels.every(channel => channel === 255)) continue;
    data.push(((pixel % width) + 0.5) / width, (Math.floor(pixel / width) + 0.5) / height);
    for (const channel of channels) data.push((colour * channel) / 255);
  }
  const count = data.length / 5;
  if (count === 0) throw new RangeError('pixelMeasure: expected `picture` to have a pixel that is not white');
  return {
    points: { data: Float64Array.from(data), shape: [count, 5] },
    weights: new Float64Array(count).fill(1 / count),
  };
}

/** The pixels of {@link pixelMeasure} in its order, as dots of the plane. */
export interface PixelDots {
  /** Column and row of the centres, [n, 2], in sides of the picture. */
  readonly points: Matrix;
  /** [n], like `#f08e20`. */
  readonly colours: readonly string[];
}

/**
 * A picture's pixels that are not white, for `transportPlanFigure`.
 * @param shift how far they are moved, right and down, in sides of the picture
 * @throws RangeError for a picture that is all white
 */
export function pixelDots(picture: Picture, shift: readonly [number, number] = [0, 0]): PixelDots {
  const { points } = pixelMeasure(picture, { colour: 255 });
  const count = points.shape[0];
  const places = Float64Array.from(
    { length: 2 * count },
    (_, k) => points.data[5 * (k >> 1) + (k & 1)]! + shift[k & 1]!,
  );
  const colours = Array.from({ length: count }, (_, i) => {
    const channels = Array.from(points.data.subarray(5 * i + 2, 5 * i + 5), Math.round);
    return `#${channels.map(channel => channel.toString(16).padStart(2, '0')).join('')}`;
  });
  return { points: { data: places, shape: [count, 2] }, colours };
}
