/** Red, green and blue, 0 … 1 as displayed (no gamma is undone). */
export type Colour = readonly [red: number, green: number, blue: number];

/** (1 − t)·a + t·b, channel by channel. */
export function mixColours(a: Colour, b: Colour, t: number): Colour {
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])];
}

/** The colour times a number, channel by channel; not clipped. */
export function scaleColour([red, green, blue]: Colour, by: number): Colour {
  return [red * by, green * by, blue * by];
}

/** a·b, channel by channel: paint b seen through a filter a. */
export function filterColour(a: Colour, b: Colour): Colour {
  return [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
}

/** The piecewise straight line through `stops`, which are evenly spaced over t = 0 … 1. */
export function colourAlong(stops: readonly Colour[], t: number): Colour {
  const place = Math.min(Math.max(t, 0), 1) * (stops.length - 1);
  const from = Math.min(Math.floor(place), stops.length - 2);
  return mixColours(stops[from]!, stops[from + 1]!, place - from);
}

/** The colour of a hue 0 … 1 (red, yellow, green, cyan, blue, magenta, red), a saturation and a value, each 0 … 1. */
export function hueColour(hue: number, saturation: number, value: number): Colour {
  const channel = (offset: number): number => {
    const k = (offset + 6 * hue) % 6;
    return value * (1 - saturation * Math.max(0, Math.min(k, 4 - k, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}

/** Skin from the palest to the darkest. */
export const skinTones: readonly Colour[] = [
  [0.97, 0.79, 0.69],
  [0.94, 0.71, 0.58],
  [0.88, 0.63, 0.48],
  [0.76, 0.52, 0.38],
  [0.6, 0.41, 0.3],
  [0.45, 0.3, 0.22],
  [0.34, 0.23, 0.17],
];

/** What hair is called. */
export type HairColour = 'black' | 'brown' | 'blond' | 'gray' | 'red';

/** Hair by the name that CelebA's attributes give it; red has none there. */
export const hairColours: Readonly<Record<HairColour, Colour>> = {
  black: [0.1, 0.085, 0.085],
  brown: [0.3, 0.21, 0.15],
  blond: [0.74, 0.62, 0.47],
  gray: [0.68, 0.67, 0.66],
  red: [0.42, 0.22, 0.15],
};

/** Irises: dark brown, brown, hazel, green, blue, grey. */
export const irisColours: readonly Colour[] = [
  [0.16, 0.1, 0.07],
  [0.3, 0.18, 0.1],
  [0.42, 0.32, 0.16],
  [0.36, 0.45, 0.3],
  [0.36, 0.52, 0.68],
  [0.5, 0.56, 0.6],
];
