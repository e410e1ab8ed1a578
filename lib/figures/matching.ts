import type { Matrix, Points } from '../base/index.js';
import { project, type Projection } from '../latent/index.js';
import type { Attributes } from './plotly/layout.js';
import { type LatentPrior, planeFigure, type PlaneOptions, type PlanePanel } from './plane.js';
import type { Figure } from './plotly/plot.js';
import { palette } from './plotly/theme.js';

/** A batch of codes, as many draws from the prior, and which goes to which. */
export interface MatchingPanel {
  readonly heading: string;
  /** [n, d] */
  readonly codes: Points;
  /** [n, d] */
  readonly draws: Points;
  /** π, [n]: code i goes to draw π(i); from `matchCodes`. */
  readonly plan: Int32Array;
  readonly plane: Projection;
}

/** Segments as one line with gaps: from row i of `from` to row `plan[i]` of `to`, both [n, 2]. */
function segments(
  { data: from }: Matrix,
  { data: to }: Matrix,
  plan: Int32Array,
): { x: readonly (number | null)[]; y: readonly (number | null)[] } {
  const along = (column: 0 | 1): readonly (number | null)[] =>
    [...plan].flatMap((j, i) => [from[2 * i + column]!, to[2 * j + column]!, null]);
  return { x: along(0), y: along(1) };
}

function dots(name: string, { data: places }: Matrix, colour: string, symbol: string): Attributes {
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    legendgroup: name,
    x: places.filter((_, i) => i % 2 === 0),
    y: places.filter((_, i) => i % 2 === 1),
    marker: { color: colour, size: 6, symbol },
  };
}

/**
 * Optimal transport between a batch of codes and a batch of prior draws, as lines from each code to its draw, seen in a
 * plane; the matching is that of whole codes.
 * @throws RangeError if codes, draws and plan differ in number
 */
export function matchingFigure(
  panels: readonly MatchingPanel[],
  prior: LatentPrior | undefined,
  options: PlaneOptions = {},
): Figure {
  const planes = panels.map(({ heading, codes, draws, plan, plane }): PlanePanel => {
    const [from, to] = [project(codes, plane), project(draws, plane)];
    const [n, m] = [from.shape[0], to.shape[0]];
    if (n !== m || n !== plan.length) {
      throw new RangeError(
        `matchingFigure: expected as many codes and draws as matched ones, got ${n}, ${m} ` +
          `and ${plan.length}`,
      );
    }
    const lines: Attributes = {
      type: 'scatter',
      mode: 'lines',
      name: 'transport',
      legendgroup: 'transport',
      ...segments(from, to, plan),
      line: { color: '#999999', width: 1 },
      hoverinfo: 'skip',
    };
    const [blue = '', orange = ''] = palette;
    return {
      heading,
      plane,
      traces: [
        lines,
        dots('codes', from, blue, 'circle'),
        dots('draws from the prior', to, orange, 'diamond'),
      ],
    };
  });
  return planeFigure(planes, prior, options);
}
