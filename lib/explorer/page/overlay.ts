import { axisWords } from '../../figures/index.js';
import { cubeOutline, priorRadius, type Projection } from '../../latent/index.js';
import { pageColours, type PageColours } from './colours.js';
import type { Explorer } from './explorer.js';
import type { MapView } from './map-view.js';
import { codesOfPin } from './moves.js';

type Context = CanvasRenderingContext2D;

/** Draws axes, contours, holes, a path, pins, the lasso, the point under the mouse and the cursor, in this order. */
export function drawOverlay(context: Context, map: MapView, explorer: Explorer): void {
  const colours = pageColours();
  const { state } = explorer.store;
  drawAxes(context, map, colours);
  if (state.holes) drawHoles(context, map, colours);
  if (state.contours && map.chart.plane !== undefined) drawContours(context, map, map.chart.plane, colours);
  drawPath(context, map, explorer, colours);
  drawPins(context, map, explorer, colours);
  drawLasso(context, map, colours);
  drawHover(context, map, explorer, colours);
  drawCursor(context, map, explorer, colours);
}

/** The step of an axis of `span` latent units: 1, 2 or 5 times a power of ten, at most eight of them. */
export function tickStep(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span / 8));
  return [1, 2, 5, 10].map(factor => factor * power).find(step => span / step <= 8)!;
}

/** Ticks with their numbers along the lower and the left edge, and what the axes are. */
function drawAxes(context: Context, map: MapView, colours: PageColours): void {
  const { width, height, chart } = map;
  // A layout has no unit.
  if (chart.plane === undefined) return;
  const step = tickStep(map.view.span);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const [left, bottom] = map.toPlane(0, height);
  const [right, top] = map.toPlane(width, 0);
  context.font = '10px "DejaVu Sans", system-ui, sans-serif';
  context.fillStyle = colours.ink;
  context.strokeStyle = colours.ink;
  for (let k = Math.ceil(left / step); k * step <= right; k++) {
    const [x] = map.toScreen(k * step, 0);
    if (x < 24 || x > width - 12) continue;
    tickAt(context, colours, [x, height, x, height - 5]);
    context.textAlign = 'center';
    write(context, colours, (k * step).toFixed(digits), x, height - 8);
  }
  for (let k = Math.ceil(bottom / step); k * step <= top; k++) {
    const [, y] = map.toScreen(0, k * step);
    if (y < 20 || y > height - 20) continue;
    tickAt(context, colours, [0, y, 5, y]);
    context.textAlign = 'start';
    write(context, colours, (k * step).toFixed(digits), 7, y + 3);
  }
  context.textAlign = 'end';
  write(context, colours, `${axisName(chart.plane, 0)} →`, width - 6, height - 20);
  context.textAlign = 'start';
  write(context, colours, `↑ ${axisName(chart.plane, 1)}`, 7, 13);
}

function axisName(plane: Projection, column: 0 | 1): string {
  if (plane.name === 'cloud' && column === 0) return 'turned';
  return axisWords(plane, column);
}

function tickAt(context: Context, colours: PageColours, [x0, y0, x1, y1]: readonly number[]): void {
  context.beginPath();
  context.moveTo(x0!, y0!);
  context.lineTo(x1!, y1!);
  strokeTwice(context, colours, colours.ink, 1, 1);
}

function ring(context: Context, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

/** Strokes what was traced in a colour, with a halo of the paper's. */
function strokeTwice(
  context: Context,
  colours: PageColours,
  style: string,
  width: number,
  halo: number = 2.5,
): void {
  context.lineWidth = width + halo;
  context.strokeStyle = colours.halo;
  context.stroke();
  context.lineWidth = width;
  context.strokeStyle = style;
  context.stroke();
}

/** Text with a halo, so that it can be read on points. */
function write(context: Context, colours: PageColours, text: string, x: number, y: number): void {
  context.lineWidth = 3;
  context.strokeStyle = colours.halo;
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

/** Shares of the prior's mass inside the circles. */
const masses = [0.5, 0.9, 0.99];

function drawContours(context: Context, map: MapView, plane: Projection, colours: PageColours): void {
  const { prior } = map.model.header.config;
  const [x, y] = map.placeOf(new Float64Array(map.model.dimension));
  context.fillStyle = colours.ink;
  context.font = '10px "DejaVu Sans", system-ui, sans-serif';
  if (prior.kind === 'uniform-cube') {
    context.beginPath();
    for (const [across, up] of cubeOutline(plane.axes, prior.sigma)) {
      context.lineTo(...map.toScreen(x + across, y + up));
    }
    context.closePath();
    strokeTwice(context, colours, colours.ink, 1, 1);
    return;
  }
  const [left, top] = map.toScreen(x, y);
  for (const mass of masses) {
    const radius = priorRadius(prior, mass) * map.scale;
    ring(context, left, top, radius);
    strokeTwice(context, colours, colours.ink, 1, 1);
    const [dx, dy] = [radius * Math.SQRT1_2 + 3, -radius * Math.SQRT1_2 - 3];
    write(context, colours, `${Math.round(100 * mass)} %`, left + dx, top + dy);
  }
}

function drawHoles(context: Context, map: MapView, colours: PageColours): void {
  const places = map.holePlaces;
  context.strokeStyle = colours.hole;
  context.lineWidth = 1.5;
  for (let i = 0; i < places.length / 2; i++) {
    const [x, y] = map.toScreen(places[2 * i]!, places[2 * i + 1]!);
    context.beginPath();
    context.moveTo(x - 3, y - 3);
    context.lineTo(x + 3, y + 3);
    context.moveTo(x - 3, y + 3);
    context.lineTo(x + 3, y - 3);
    context.stroke();
  }
}

function drawPath(context: Context, map: MapView, { paths }: Explorer, colours: PageColours): void {
  const path = paths.all[map.model.index];
  if (path === undefined) return;
  const places = map.chart.places(path.codes);
  const { steps, ways } = path;
  for (let way = 0; way < ways; way++) {
    context.beginPath();
    for (let step = 0; step < steps; step++) {
      const at = 2 * (way * steps + step);
      context.lineTo(...map.toScreen(places[at]!, places[at + 1]!));
    }
    if (ways > 1) {
      context.globalAlpha = 0.55;
      context.lineWidth = 1;
      context.strokeStyle = colours.accent;
      context.stroke();
      context.globalAlpha = 1;
      continue;
    }
    strokeTwice(context, colours, colours.accent, 2);
    for (let step = 0; step < steps; step++) {
      ring(context, ...map.toScreen(places[2 * step]!, places[2 * step + 1]!), 2.5);
      context.fillStyle = colours.accent;
      context.fill();
    }
  }
}

function drawPins(context: Context, map: MapView, explorer: Explorer, colours: PageColours): void {
  context.font = 'bold 11px "DejaVu Sans", system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const pin of explorer.store.state.pins) {
    const code = codesOfPin(explorer, pin)[map.model.index]!;
    const [x, y] = map.toScreen(...map.placeOf(code));
    ring(context, x, y, 2.5);
    strokeTwice(context, colours, colours.accent, 2);
    ring(context, x, y - 14, 8.5);
    context.fillStyle = colours.accent;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = colours.halo;
    context.stroke();
    context.fillStyle = colours.halo;
    context.fillText(pin.name, x, y - 13.5);
  }
  context.textAlign = 'start';
  context.textBaseline = 'alphabetic';
}

function drawLasso(context: Context, map: MapView, colours: PageColours): void {
  if (map.lasso.length < 2) return;
  context.beginPath();
  for (const [x, y] of map.lasso) context.lineTo(...map.toScreen(x, y));
  context.closePath();
  context.globalAlpha = 0.08;
  context.fillStyle = colours.accent;
  context.fill();
  context.globalAlpha = 1;
  strokeTwice(context, colours, colours.accent, 1.5);
}

function drawHover(context: Context, map: MapView, { store }: Explorer, colours: PageColours): void {
  const { hover } = store.state;
  if (hover === undefined) return;
  const { places } = map.index;
  ring(context, ...map.toScreen(places[2 * hover]!, places[2 * hover + 1]!), 5.5);
  strokeTwice(context, colours, colours.accent, 2);
}

/** A ring with four ticks where the cursor is; of the model that is not led the ring alone. */
function drawCursor(context: Context, map: MapView, { store }: Explorer, colours: PageColours): void {
  const { cursor, active } = store.state;
  const [x, y] = map.toScreen(...map.placeOf(cursor.codes[map.model.index]!));
  if (x < 0 || y < 0 || x > map.width || y > map.height) {
    drawArrow(context, map, colours, [x, y]);
    return;
  }
  context.beginPath();
  context.arc(x, y, 7, 0, 2 * Math.PI);
  if (active === map.model.index) {
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      context.moveTo(x + 7 * dx, y + 7 * dy);
      context.lineTo(x + 13 * dx, y + 13 * dy);
    }
  }
  strokeTwice(context, colours, colours.cursor, 2.5);
}

/** At the edge an arrow to a probe that lies outside. */
function drawArrow(
  context: Context,
  { width, height }: MapView,
  colours: PageColours,
  [x, y]: readonly [number, number],
): void {
  const [tipX, tipY] = [Math.min(width - 4, Math.max(4, x)), Math.min(height - 4, Math.max(4, y))];
  const turn = Math.atan2(y - height / 2, x - width / 2);
  context.beginPath();
  context.moveTo(tipX, tipY);
  for (const side of [0.45, -0.45])
    context.lineTo(tipX - 18 * Math.cos(turn + side), tipY - 18 * Math.sin(turn + side));
  context.closePath();
  context.fillStyle = colours.cursor;
  context.fill();
  strokeTwice(context, colours, colours.cursor, 1);
}
