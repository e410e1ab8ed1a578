import { fileURLToPath } from 'node:url';
import { type GroundCost, toBalancedWeights } from '../ot/index.js';
import { naming, type PointsLike, rangeError, toPoints, type VectorLike } from '../base/index.js';
import { pageScript } from './plotly/page-script.js';
import { escapeMarkup } from './plotly/text.js';
import { inkColour, palette } from './plotly/theme.js';

/** Costs that the page's script knows by name. */
export type PageCost = Exclude<GroundCost, { readonly kind: 'function' }>;

/** Two measures in the plane, whose points can be dragged. */
export interface TransportPageProblem {
  /** [n, 2], in [0, 1.5] × [0, 1], upwards. */
  readonly x: PointsLike;
  /** [m, 2], likewise. */
  readonly y: PointsLike;
  /** [n] and [m], mass, of one total; 1/n and 1/m by default. */
  readonly a?: VectorLike;
  readonly b?: VectorLike;
  /** By default ‖x − y‖² and ‖x − y‖. The first is chosen when the page opens. */
  readonly costs?: readonly { readonly name: string; readonly cost: PageCost }[];
}

/** The problem as the page's script reads it. */
export interface PageState {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly costs: readonly { readonly name: string; readonly cost: PageCost }[];
}

/** Width and height of the page's plane; its unit is the points'. */
export const planeSize = [1.5, 1] as const;

/** The page's script and the solver it calls, `lib/ot` as it was compiled. */
let script: Promise<string> | undefined;

function readState({ x, y, a, b, costs }: TransportPageProblem): PageState {
  const [from, to] = [toPoints(x, 'x'), toPoints(y, 'y')];
  for (const [name, { shape, data }] of [
    ['x', from],
    ['y', to],
  ] as const) {
    if (shape[1] !== 2 || data.some((value, k) => value < 0 || value > planeSize[k % 2 === 0 ? 0 : 1])) {
      throw rangeError(`\`${name}\` to be [n, 2] in [0, ${planeSize[0]}] × [0, ${planeSize[1]}]`);
    }
  }
  const weights = toBalancedWeights(a, b, [from.shape[0], to.shape[0]]);
  const rows = ({ data, shape }: typeof from): number[][] =>
    Array.from({ length: shape[0] }, (_, i) => Array.from(data.subarray(2 * i, 2 * i + 2)));
  return {
    x: rows(from),
    y: rows(to),
    a: Array.from(weights.a),
    b: Array.from(weights.b),
    costs: costs ?? [
      { name: '‖x − y‖²', cost: { kind: 'squared-euclidean' } },
      { name: '‖x − y‖', cost: { kind: 'euclidean' } },
    ],
  };
}

const style = `
  body { margin: 0; font: 14px "DejaVu Sans", Verdana, sans-serif; color: ${inkColour}; background: white; }
  svg { display: block; width: 100%; max-width: 780px; border: 1px solid #ccc; touch-action: none; }
  .line { stroke: ${inkColour}; stroke-opacity: 0.45; stroke-linecap: round; }
  .x { fill: ${palette[0]}; } .y { fill: ${palette[1]}; }
  .x, .y { stroke: white; stroke-width: 2; cursor: grab; }
  .x:focus, .y:focus { outline: none; stroke: black; }
  p { margin: 8px 0; } label { margin-right: 16px; } output { font-variant-numeric: tabular-nums; }
`;

/**
 * A page of one file that shows an exact plan between two measures and solves it anew, with this library's own solver,
 * while a point is dragged by mouse, touch or arrow keys. It asks for nothing outside itself.
 *
 * Numbers are shown rounded; `data-value` of each output has all digits, `data-x` and `data-y` of each point its place.
 * @returns HTML, for `showPage` or a file
 * @throws TypeError, RangeError if points are not in the plane, or weights do not fit them or each other
 */
export async function transportPage(problem: TransportPageProblem): Promise<string> {
  const state = naming('transportPage', () => readState(problem));
  script ??= pageScript(fileURLToPath(new URL('./transport-page-script.js', import.meta.url)));
  const json = JSON.stringify(state).replace(/</g, '\\u003c');
  const choices = state.costs
    .map(
      ({ name }, k) =>
        `<label><input type="radio" name="cost" value="${k}"${k === 0 ? ' checked' : ''}> ${escapeMarkup(name)}</label>`,
    )
    .join('');
  const output = (id: string, words: string): string => `${words} <output id="${id}"></output>`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>An optimal plan</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<style>${style}</style></head><body>
<p>Cost: ${choices}</p>
<svg viewBox="0 0 ${600 * planeSize[0]} ${600 * planeSize[1]}" role="application" aria-label="Points that can be dragged"></svg>
<p>${output('value', '<b>Least cost</b> Σ c Γ =')}; ${output('independent', 'everything to everywhere: ')};
${output('gap', 'proof: primal − dual =')}</p>
<p>Drag a point, or choose one with the Tab key and move it with the arrow keys.</p>
<script type="application/json" id="problem">${json}</script>
<script>${await script}</script>
</body></html>
`;
}
