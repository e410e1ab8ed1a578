import { type Matrix, naming, type Points, rangeError } from '../base/index.js';
import { type HoleShares, project, type Projection } from '../latent/index.js';
import type { Attributes } from './plotly/layout.js';
import { everyKth, type LatentPrior, planeFigure, type PlaneOptions, type PlanePanel } from './plane.js';
import { scatterType } from './plotly/plot.js';
import type { Figure } from './plotly/plot.js';

/** Draws from the prior among the codes. */
export interface HolesPanel {
  /** What comes before the shares in the heading. */
  readonly title: string;
  /** [n, d] */
  readonly codes: Points;
  /** [m, d] */
  readonly draws: Points;
  /** Of these draws and codes. */
  readonly holes: HoleShares;
  readonly plane: Projection;
}

/** Dots of some rows of [n, 2]. */
function dots(
  { data: places }: Matrix,
  rows: readonly number[],
  name: string,
  marker: Attributes,
): Attributes {
  return {
    type: scatterType(rows.length),
    mode: 'markers',
    name,
    legendgroup: name,
    x: rows.map(i => places[2 * i]!),
    y: rows.map(i => places[2 * i + 1]!),
    marker,
  };
}

/**
 * Holes: draws from the prior that lie farther from every code than codes lie from each other, among the other draws and
 * the codes, seen in a plane. The heading tells their share and the coverage of the codes, each with that to expect.
 *
 * A draw may seem to lie among codes and yet be far from them: distances are of whole codes.
 * @throws RangeError if `isHole` has not one entry a draw
 */
export function holesFigure(
  panels: readonly HolesPanel[],
  prior: LatentPrior | undefined,
  options: PlaneOptions = {},
): Figure {
  const { title = 'Holes of the prior: far from every code in all coordinates', maxPoints = 1000 } = options;
  const planes = panels.map(({ title: name, codes, draws, holes, plane }): PlanePanel => {
    const [codePlaces, drawPlaces] = [project(codes, plane), project(draws, plane)];
    const [m, judged] = [drawPlaces.shape[0], holes.isHole.length];
    if (judged !== m) {
      throw naming('holesFigure', () =>
        rangeError(`\`isHole\` to have ${m} entries like \`draws\`, got ${judged}`),
      );
    }
    const shown = everyKth(m, maxPoints);
    const rows = (hole: 0 | 1): number[] => shown.filter(i => holes.isHole[i] === hole);
    const percent = (share: number): string => (100 * share).toFixed(0);
    return {
      heading:
        `${name}\n${percent(holes.share)} % of prior draws in holes (${percent(holes.expectedShare)} % expected)\n` +
        `${percent(holes.coverage)} % of codes near a draw (${percent(holes.expectedCoverage)} % expected)`,
      plane,
      traces: [
        dots(codePlaces, [...everyKth(codePlaces.shape[0], maxPoints)], 'codes', {
          color: '#BBBBBB',
          size: 5,
        }),
        dots(drawPlaces, rows(0), 'draws near codes', { color: '#56B4E9', size: 5 }),
        dots(drawPlaces, rows(1), 'draws in holes', { color: '#D55E00', size: 6, symbol: 'diamond' }),
      ],
    };
  });
  return planeFigure(planes, prior, { ...options, title });
}
