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

/**
 * Ten colours for ten classes on white: any two are 0.14 or more apart in OKLab, as they are seen and as they are with
 * protanopia, deuteranopia and tritanopia.
 * @see machado:09, Table 1, severity 1; ottosson:20
 */
export const classPalette: readonly string[] = [
  '#003366',
  '#EE6600',
  '#11AAAA',
  '#660000',
  '#AA66FF',
  '#CCCC77',
  '#007788',
  '#AA3300',
  '#44DDEE',
  '#7700CC',
];

/** The typeface of all labels: DejaVu Sans, shipped by the package dejavu-fonts-ttf, so that pictures need no system font. */
export const fontFamily = 'DejaVu Sans';

/** Grey of axes and secondary text, and of grid lines. */
export const inkColour = '#333333';
export const gridColour = '#E3E3E3';
