import { normalRadius } from '../../latent/prior-regions.js';
import { pageColours, type PageColours } from './colours.js';
import type { Explorer } from './explorer.js';
import type { MapView } from './map-view.js';

type Context = CanvasRenderingContext2D;

/** Draws contours, holes, pins, a path, the lasso, the point under the mouse and the cursor, in this order. */
export function drawOverlay(context: Context, map: MapView, explorer: Explorer): void {
  const colours = pageColours();
  const { state } = explorer.store;
  if (state.contours) drawContours(context, map, colours);
  drawLasso(context, map, colours);
  drawHover(context, map, explorer, colours);
  drawCursor(context, map, explorer, colours);
}

function ring(context: Context, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

/** Shares of a normal prior's mass inside the circles. */
const masses = [0.5, 0.9, 0.99];

function drawContours(context: Context, map: MapView, colours: PageColours): void {
  const { prior } = map.model.header.config;
  const [x, y] = map.toScreen(...map.placeOf(new Float64Array(map.model.dimension)));
  context.strokeStyle = colours.faint;
  context.fillStyle = colours.faint;
  context.lineWidth = 1;
  context.font = '10px system-ui, sans-serif';
  context.setLineDash([4, 3]);
  if (prior.kind === 'normal') {
    for (const mass of masses) {
      const radius = normalRadius(mass, prior.sigma) * map.scale;
      ring(context, x, y, radius);
      context.stroke();
      context.fillText(
        `${Math.round(100 * mass)} %`,
        x + radius * Math.SQRT1_2 + 2,
        y - radius * Math.SQRT1_2 - 2,
      );
    }
  }
  context.setLineDash([]);
}

function drawLasso(context: Context, map: MapView, colours: PageColours): void {
  if (map.lasso.length < 2) return;
  context.beginPath();
  for (const [x, y] of map.lasso) context.lineTo(...map.toScreen(x, y));
  context.closePath();
  context.strokeStyle = colours.accent;
  context.lineWidth = 1.5;
  context.stroke();
  context.globalAlpha = 0.08;
  context.fillStyle = colours.accent;
  context.fill();
  context.globalAlpha = 1;
}

function drawHover(context: Context, map: MapView, { store }: Explorer, colours: PageColours): void {
  const { hover } = store.state;
  if (hover === undefined) return;
  const { places } = map.index;
  const [x, y] = map.toScreen(places[2 * hover] as number, places[2 * hover + 1] as number);
  ring(context, x, y, 6);
  context.lineWidth = 2;
  context.strokeStyle = colours.accent;
  context.stroke();
}

function drawCursor(context: Context, map: MapView, { store }: Explorer, colours: PageColours): void {
  const { cursor, active } = store.state;
  const [x, y] = map.toScreen(...map.placeOf(cursor.codes[map.model.index] as Float64Array));
  const led = active === map.model.index;
  for (const [width, style] of [
    [5, colours.dark ? '#000000' : '#ffffff'],
    [2, colours.accent],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = style;
    ring(context, x, y, led ? 8 : 6);
    context.stroke();
    context.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      context.moveTo(x + 8 * dx, y + 8 * dy);
      context.lineTo(x + 14 * dx, y + 14 * dy);
    }
    if (led) context.stroke();
  }
}
