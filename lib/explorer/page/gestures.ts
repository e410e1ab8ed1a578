import type { Explorer } from './explorer.js';
import type { MapView } from './map-view.js';
import { addPin, goToImage, moveTo } from './moves.js';
import type { Tool, View } from './store.js';

/** CSS pixels: how near a point has to be to be meant, and how far a press may wander and still be a click. */
const [reach, wander] = [9, 4];
/** Span of a view at least, as a share of the whole. */
const closest = 1e-3;

type Spot = readonly [left: number, top: number];

/** Mouse, pen and touch on one map. */
export class Gestures {
  readonly #explorer: Explorer;
  readonly #map: MapView;
  readonly #pointers = new Map<number, Spot>();
  #tool: Tool | undefined;
  #start: Spot = [0, 0];
  #last: Spot = [0, 0];
  #moved = false;

  constructor(explorer: Explorer, map: MapView) {
    this.#explorer = explorer;
    this.#map = map;
    const { element } = map;
    element.addEventListener('pointerdown', event => this.#down(event));
    element.addEventListener('pointermove', event => this.#move(event));
    element.addEventListener('pointerup', event => this.#up(event));
    element.addEventListener('pointercancel', event => this.#cancel(event));
    element.addEventListener('pointerleave', () => this.#hover(undefined));
    element.addEventListener('wheel', event => this.#wheel(event), { passive: false });
    element.addEventListener('dblclick', event => event.preventDefault());
  }

  #spot(event: MouseEvent): Spot {
    const box = this.#map.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #toolOf(event: PointerEvent): Tool {
    if (event.shiftKey) return 'lasso';
    if (event.button === 1 || event.ctrlKey || event.metaKey || event.altKey) return 'pan';
    return this.#explorer.store.state.tool;
  }

  #down(event: PointerEvent): void {
    if (event.button === 2) return;
    const spot = this.#spot(event);
    this.#map.element.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, spot);
    if (this.#pointers.size > 1) {
      // A second finger: what the first began is left as it is.
      this.#tool = undefined;
      this.#map.lasso = [];
      return;
    }
    this.#tool = this.#toolOf(event);
    [this.#start, this.#last, this.#moved] = [spot, spot, false];
    if (this.#tool === 'lasso') this.#map.lasso = [this.#map.toPlane(...spot)];
    if (event.button === 1) event.preventDefault();
  }

  #move(event: PointerEvent): void {
    const spot = this.#spot(event);
    if (!this.#pointers.has(event.pointerId)) {
      this.#hover(this.#nearest(spot));
      return;
    }
    if (this.#pointers.size === 2) {
      this.#pinch(event.pointerId, spot);
      return;
    }
    this.#pointers.set(event.pointerId, spot);
    if (Math.hypot(spot[0] - this.#start[0], spot[1] - this.#start[1]) > wander) this.#moved = true;
    if (!this.#moved) return;
    if (this.#tool === 'pan') this.#pan(spot[0] - this.#last[0], spot[1] - this.#last[1]);
    else if (this.#tool === 'lasso') {
      this.#map.lasso.push(this.#map.toPlane(...spot));
      this.#map.drawOverlay();
    } else if (this.#tool === 'move') this.#moveCursor(spot);
    this.#last = spot;
  }

  #up(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    const tool = this.#tool;
    this.#tool = undefined;
    if (tool === undefined) return;
    const spot = this.#spot(event);
    if (tool === 'lasso' && this.#moved) this.#select();
    else if (!this.#moved) this.#click(spot);
    this.#map.lasso = [];
    this.#map.drawOverlay();
  }

  #cancel(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    this.#tool = undefined;
    this.#map.lasso = [];
  }

  /** Lets go of what was begun, such as a lasso. */
  stop(): void {
    this.#tool = undefined;
    this.#map.lasso = [];
    this.#map.drawOverlay();
  }

  #nearest(spot: Spot): number | undefined {
    return this.#map.index.nearest(...this.#map.toPlane(...spot), reach / this.#map.scale);
  }

  /** The cross of a hole that is meant by a spot, if crosses are shown. */
  #nearestHole(spot: Spot): number | undefined {
    if (!this.#explorer.store.state.holes) return undefined;
    const places = this.#map.holePlaces;
    let [found, best]: [number | undefined, number] = [undefined, reach];
    for (let i = 0; i < places.length / 2; i++) {
      const [x, y] = this.#map.toScreen(places[2 * i]!, places[2 * i + 1]!);
      const distance = Math.hypot(x - spot[0], y - spot[1]);
      if (distance < best) [found, best] = [i, distance];
    }
    return found;
  }

  #hover(index: number | undefined): void {
    const { store } = this.#explorer;
    if (store.state.hover !== index) store.change({ hover: index });
  }

  /** A click on a point pins its image; one on a hole's cross puts the probe at that draw; elsewhere it puts the probe there. */
  #click(spot: Spot): void {
    const { store } = this.#explorer;
    const index = this.#nearest(spot);
    const hole = this.#nearestHole(spot);
    if (hole !== undefined && index === undefined) {
      const { model } = this.#map;
      const text = `a draw from the prior in a hole of ${model.header.title}`;
      moveTo(this.#explorer, model.index, this.#map.holeCode(hole), { kind: 'words', text });
      return;
    }
    if (index === undefined) {
      if (store.state.tool !== 'pan') this.#moveCursor(spot);
      return;
    }
    store.change({ active: this.#map.model.index });
    goToImage(this.#explorer, index);
    const known = store.state.pins.some(({ place }) => place.kind === 'image' && place.index === index);
    if (!known) addPin(this.#explorer, { kind: 'image', index });
  }

  #moveCursor(spot: Spot): void {
    const place = this.#map.toPlane(...spot);
    const { model } = this.#map;
    moveTo(this.#explorer, model.index, this.#map.liftTo(...place), {
      kind: 'words',
      text: `a place on the map of ${model.header.title}`,
    });
  }

  #select(): void {
    const selection = this.#map.within(this.#map.lasso);
    this.#explorer.store.change({ selection, active: this.#map.model.index });
    if (selection.length === 0) this.#explorer.say('No point is inside the lasso.');
  }

  #setView(view: View): void {
    const { store } = this.#explorer;
    // One scale for all maps, so that they can be compared.
    const own = this.#map.model.index;
    store.change({
      views: store.state.views.map((old, i) => (i === own ? view : { ...old, span: view.span })),
    });
  }

  #pan(dx: number, dy: number): void {
    const { view, scale } = this.#map;
    this.#setView({ ...view, x: view.x - dx / scale, y: view.y + dy / scale });
  }

  /** Zooms by a factor about a spot, which stays where it is. */
  zoom(factor: number, spot: Spot = [this.#map.width / 2, this.#map.height / 2]): void {
    const { view } = this.#map;
    const whole = this.#map.wholeView().span;
    const span = Math.min(8 * whole, Math.max(closest * whole, view.span / factor));
    const [x, y] = this.#map.toPlane(...spot);
    const share = span / view.span;
    this.#setView({ x: x + (view.x - x) * share, y: y + (view.y - y) * share, span });
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY * (event.deltaMode === 0 ? 0.0015 : 0.05)), this.#spot(event));
  }

  #pinch(id: number, spot: Spot): void {
    const before = [...this.#pointers.values()] as [Spot, Spot];
    this.#pointers.set(id, spot);
    const after = [...this.#pointers.values()] as [Spot, Spot];
    const middle = ([a, b]: [Spot, Spot]): Spot => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    const apart = ([a, b]: [Spot, Spot]): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
    const [from, to] = [middle(before), middle(after)];
    // Zoom and pan are one change: the view that the first made is the one that the second starts from.
    this.zoom(apart(after) / Math.max(1, apart(before)), from);
    this.#pan(to[0] - from[0], to[1] - from[1]);
  }
}
