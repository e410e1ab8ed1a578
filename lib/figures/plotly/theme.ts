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

/** The typeface of all labels: DejaVu Sans, shipped by the package dejavu-fonts-ttf, so that pictures need no system font. */
export const fontFamily = 'DejaVu Sans';

/** Grey of axes and secondary text, and of grid lines. */
export const inkColour = '#333333';
export const gridColour = '#E3E3E3';
