/**
 * The look of all figures: colours, fonts and sizes in one place.
 *
 * The colours are Okabe and Ito's, distinct to readers with any of the common colour-vision deficiencies.
 * @see okabe-ito:08
 */

/** Okabe and Ito's colours without the yellow, which is too light on white for a line, and black last. */
export const palette: readonly string[] = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#E69F00',
  '#56B4E9',
  '#000000',
];

/** Ten colours for ten classes, each apart from its neighbours in lightness or hue (Tol's muted scheme and grey). */
export const classPalette: readonly string[] = [
  '#332288',
  '#88CCEE',
  '#44AA99',
  '#117733',
  '#999933',
  '#DDCC77',
  '#CC6677',
  '#882255',
  '#AA4499',
  '#777777',
];

/** Each model keeps its colour in every figure. */
const modelColours: Readonly<Record<string, string>> = {
  vae: '#0072B2',
  'wae-mmd': '#D55E00',
  'wae-gan': '#009E73',
  'wae-energy': '#CC79A7',
  'wae-sliced': '#E69F00',
  'wae-max-sliced': '#882255', // Tol's wine: Okabe and Ito's are used up
  'wae-sinkhorn': '#56B4E9',
  'wae-cramer-wold': '#000000',
};

/** The colour of a model by its name (case is ignored); other names take the palette's colours after the paper's three, by `index`. */
export function modelColour(name: string, index = 0): string {
  const known = modelColours[name.toLowerCase()];
  return known ?? palette[3 + (index % (palette.length - 3))]!;
}

/** The typeface of all labels: DejaVu Sans, shipped by the package dejavu-fonts-ttf, so that pictures need no system font. */
export const fontFamily = 'DejaVu Sans';

/** Grey of axes and secondary text, and of grid lines. */
export const inkColour = '#333333';
export const gridColour = '#E3E3E3';
