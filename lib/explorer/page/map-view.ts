import { pointAt, type Points } from '../../base/index.js';
import { coordinatePlane, priorRadius, type Projection } from '../../latent/index.js';
import { type Chart, packedChart, planeChart } from './chart.js';
import { colourNumbers, pageColours } from './colours.js';
import type { Explorer } from './explorer.js';
import { drawOverlay } from './overlay.js';
import { inside, PlaceIndex } from './place-index.js';
import type { PageModel } from './page-model.js';
import { drawPoints } from './points-layer.js';
import { drawThumbnails } from './thumbnails.js';
import type { ProjectionChoice, State, View } from './store.js';
import { make } from './dom.js';
import type { PackedPlane } from '../explorer-data.js';

/** Room round the points when a map is opened, and the share of points left out on each side. */
const [margin, left] = [1.12, 0.001];

/**
 * The map of one model's codes: points in one canvas, drawn pixel by pixel, and everything that moves in another above
 * it.
 */
export class MapView {
  readonly element: HTMLDivElement;
  readonly model: PageModel;
  readonly #explorer: Explorer;
  readonly #points: HTMLCanvasElement = make('canvas', { 'aria-hidden': 'true' });
  readonly #overlay: HTMLCanvasElement = make('canvas', { 'aria-hidden': 'true' });
  chart: Chart;
  index: PlaceIndex;
  /** Prior draws far from every code, in the plane, [n, 2]. */
  holePlaces: Float64Array;
  readonly #holes: Points;
  #whole: View | undefined;
  /** CSS pixels. */
  width = 0;
  height = 0;
  /** A lasso that is being drawn, in the plane. */
  lasso: [number, number][] = [];

  constructor(explorer: Explorer, model: PageModel) {
    this.#explorer = explorer;
    this.model = model;
    const { chart, places } = chosenChart(model, explorer.store.state.projection);
    this.chart = chart;
    this.index = new PlaceIndex(places);
    this.#holes = model.holeDraws();
    this.holePlaces = chart.places(this.#holes);
    this.element = make(
      'div',
      {
        class: 'map',
        tabindex: 0,
        role: 'application',
        'aria-label': `Map of the codes of ${model.header.title}: arrow keys move the cursor`,
      },
      this.#points,
      this.#overlay,
    );
    new ResizeObserver(() => this.#resize()).observe(this.element);
    explorer.store.listen(changed => this.#update(changed));
  }

  get view(): View {
    return this.#explorer.store.state.views[this.model.index]!;
  }

  /** CSS pixels to a latent unit. */
  get scale(): number {
    return Math.min(this.width, this.height) / this.view.span;
  }

  /** A place of the plane in CSS pixels from the map's left top corner. */
  toScreen(x: number, y: number): [number, number] {
    const { view, scale } = this;
    return [this.width / 2 + (x - view.x) * scale, this.height / 2 - (y - view.y) * scale];
  }

  toPlane(left: number, top: number): [number, number] {
    const { view, scale } = this;
    return [view.x + (left - this.width / 2) / scale, view.y - (top - this.height / 2) / scale];
  }

  /** Where a code is seen. */
  placeOf(code: Float64Array): readonly [number, number] {
    return this.chart.placeOf(code);
  }

  /** The code at a place that keeps the cursor's part off the plane. */
  liftTo(x: number, y: number): Float64Array {
    const through = this.#explorer.store.state.cursor.codes[this.model.index]!;
    return this.chart.lift([x, y], through);
  }

  /** Test images inside a polygon of the plane. */
  within(polygon: readonly (readonly [number, number])[]): number[] {
    return inside(this.index.places, polygon);
  }

  /** A view that holds nearly all points and most of the prior: the few farthest would make the others small. */
  wholeView(): View {
    this.#whole ??= this.#makeWhole();
    return this.#whole;
  }

  #makeWhole(): View {
    const [x, y] = this.placeOf(new Float64Array(this.model.dimension));
    const radius = this.chart.plane === undefined ? 0 : priorRadius(this.model.header.config.prior, 0.9);
    return wholeViewOf(this.index.places, [x, y, radius]);
  }

  /** The code of one of the prior draws in holes. */
  holeCode(index: number): Float64Array {
    return Float64Array.from(pointAt(this.#holes, index));
  }

  /** Draws what is above the points now. */
  drawOverlay(): void {
    const ratio = window.devicePixelRatio;
    const context = this.#overlay.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    drawOverlay(context, this, this.#explorer);
  }

  drawPoints(): void {
    const context = this.#points.getContext('2d', { alpha: false })!;
    const { width, height } = this.#points;
    if (width === 0 || height === 0) return;
    const image = context.createImageData(width, height);
    const { places } = this.index;
    const n = places.length / 2;
    const screen = new Float32Array(2 * n);
    const ratio = window.devicePixelRatio;
    const { view, scale } = this;
    for (let i = 0; i < n; i++) {
      screen[2 * i] = ratio * (this.width / 2 + (places[2 * i]! - view.x) * scale);
      screen[2 * i + 1] = ratio * (this.height / 2 - (places[2 * i + 1]! - view.y) * scale);
    }
    const { colours, background } = pageColours();
    const marked = this.#marks(n);
    drawPoints(image, screen, {
      radius: ratio * this.#radius(n),
      opacity: 0.8,
      colours,
      numbers: colourNumbers(this.#explorer),
      background,
      ...(marked === undefined ? {} : { marked }),
    });
    context.putImageData(image, 0, 0);
    if (this.#explorer.store.state.thumbnails) drawThumbnails(context, screen, this.#explorer, ratio);
  }

  /** Points grow when there is room between them. */
  #radius(n: number): number {
    const zoom = this.wholeView().span / this.view.span;
    return Math.min(4, Math.max(1.2, Math.sqrt((zoom * 15_000) / n)));
  }

  #marks(n: number): Uint8Array | undefined {
    const { selection } = this.#explorer.store.state;
    if (selection.length === 0) return undefined;
    const marked = new Uint8Array(n);
    for (const i of selection) marked[i] = 1;
    return marked;
  }

  #resize(): void {
    const box = this.element.getBoundingClientRect();
    [this.width, this.height] = [box.width, box.height];
    for (const canvas of [this.#points, this.#overlay]) {
      canvas.width = Math.round(box.width * window.devicePixelRatio);
      canvas.height = Math.round(box.height * window.devicePixelRatio);
    }
    this.drawPoints();
    this.drawOverlay();
  }

  #update(changed: ReadonlySet<keyof State>): void {
    if (changed.has('projection')) {
      const { chart, places } = chosenChart(this.model, this.#explorer.store.state.projection);
      this.chart = chart;
      this.index = new PlaceIndex(places);
      this.holePlaces = chart.places(this.#holes);
      this.#whole = undefined;
    }
    const points: readonly (keyof State)[] = [
      'projection',
      'views',
      'colouring',
      'selection',
      'theme',
      'thumbnails',
    ];
    if (points.some(key => changed.has(key))) this.drawPoints();
    this.drawOverlay();
  }
}

/** Views of all points of each map at one scale: that of the map that needs most. */
export function wholeViews(maps: readonly MapView[]): readonly View[] {
  const views = maps.map(map => map.wholeView());
  const span = Math.max(...views.map(view => view.span));
  return views.map(view => ({ ...view, span }));
}

/** @param prior place of the code 0, and how far from there the prior is to be seen */
function wholeViewOf(places: Float64Array, prior: readonly [x: number, y: number, radius: number]): View {
  const n = places.length / 2;
  const ranges = [0, 1].map(axis => {
    const sorted = Float64Array.from({ length: n }, (_, i) => places[2 * i + axis]!).sort();
    const outside = Math.floor(n * left);
    const [middle, radius] = [prior[axis]!, prior[2]];
    return [
      Math.min(sorted[outside]!, middle - radius),
      Math.max(sorted[n - 1 - outside]!, middle + radius),
    ] as const;
  });
  const [[west, east], [south, north]] = ranges as [readonly [number, number], readonly [number, number]];
  return {
    x: (west + east) / 2,
    y: (south + north) / 2,
    span: margin * Math.max(east - west, north - south) || 1,
  };
}

function unpack(name: string, { mean, axes, explained }: PackedPlane): Projection {
  return {
    name,
    mean: Float64Array.from(mean),
    axes: Float64Array.from(axes),
    ...(explained === undefined ? {} : { explained }),
  };
}

/** The chart that a choice means, and where the model's codes lie on it. */
export function chosenChart(
  model: PageModel,
  choice: ProjectionChoice,
): { readonly chart: Chart; readonly places: Float64Array } {
  if (choice.kind === 'umap' && model.packed !== undefined) return packedChart(model.codes, model.packed);
  const chart = planeChart(chosenPlane(model, choice.kind === 'umap' ? { kind: 'principal' } : choice));
  return { chart, places: chart.places(model.codes) };
}

/** The plane of a model's latent space that a choice means. */
function chosenPlane(
  { header: { planes }, dimension }: PageModel,
  choice: Exclude<ProjectionChoice, { kind: 'umap' }>,
): Projection {
  switch (choice.kind) {
    case 'principal':
      return unpack('principal components', planes.principal);
    case 'least-gaussian':
      return unpack('least Gaussian plane', planes.leastGaussian);
    case 'coordinates': {
      const second = choice.second === choice.first ? (choice.first + 1) % dimension : choice.second;
      return coordinatePlane(dimension, choice.first, second);
    }
    case 'cloud':
      return cloudPlane(dimension, choice);
    default:
      throw new TypeError(`chosenPlane: unknown projection ${JSON.stringify(choice satisfies never)}`);
  }
}

/** Three coordinates seen from the side: across cos θ·e_first + sin θ·e_third, up e_second; fewer if there are not three. */
function cloudPlane(
  dimension: number,
  { first, second, third, angle }: Extract<ProjectionChoice, { kind: 'cloud' }>,
): Projection {
  const axes = new Float64Array(2 * dimension);
  axes[2 * first] = Math.cos(angle);
  axes[2 * third] = Math.sin(angle);
  axes[2 * second + 1] = 1;
  return { name: 'cloud', mean: new Float64Array(dimension), axes };
}
