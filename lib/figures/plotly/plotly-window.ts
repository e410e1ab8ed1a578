import { readFileSync } from 'node:fs';
import type { Canvas } from '@napi-rs/canvas';
import type { DOMWindow } from 'jsdom';
import { svgBox } from './svg-box.js';
import type { SvgElement } from './svg-box.js';
import { importPackage, requirePackage } from '../../node/index.js';
import { loadCanvas, textRuler } from './text.js';

/** The one function of plotly that is used here. */
export interface Plotly {
  toImage(figure: unknown, options: Readonly<Record<string, unknown>>): Promise<string>;
}

/** Plotly in a window of its own. */
export interface PlotlyWindow {
  readonly Plotly: Plotly;
  /** Makes an object of the window's own realm from JSON: plotly tests for its own `Object` and `Array`. */
  readonly parse: (json: string) => unknown;
}

/** Path of plotly's script in the installed package. */
export function plotlyScriptPath(): string {
  return requirePackage('plotly.js-dist', 'a figure', require => require.resolve('plotly.js-dist'));
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

/** Gives a jsdom window what plotly asks of a browser and jsdom lacks: text extents, a 2-D canvas, media queries. */
function furnish(window: DOMWindow): void {
  const context = textRuler();
  const svg = window.SVGElement.prototype;
  define(svg, 'getBoundingClientRect', function (this: SvgElement) {
    const { left, top, width, height } = svgBox(this, context, 'page');
    return { x: left, y: top, left, top, width, height, right: left + width, bottom: top + height };
  });
  define(svg, 'getBBox', function (this: SvgElement) {
    const { left, top, width, height } = svgBox(this, context, 'own');
    return { x: left, y: top, width, height };
  });
  define(svg, 'getComputedTextLength', function (this: SvgElement) {
    return svgBox(this, context, 'own').width;
  });
  const quiet = (): void => undefined;
  define(window, 'matchMedia', () => ({
    matches: false,
    addEventListener: quiet,
    removeEventListener: quiet,
    addListener: quiet,
    removeListener: quiet,
  }));
  define(window.URL, 'createObjectURL', () => '');
  define(window, 'TextDecoder', TextDecoder);
  define(window, 'TextEncoder', TextEncoder);
  furnishCanvas(window);
}

/** The 2-D canvas, which heatmaps are painted on. */
function furnishCanvas(window: DOMWindow): void {
  const canvases = new WeakMap<object, Canvas>();
  const canvasOf = (element: HTMLCanvasElement): Canvas => {
    let canvas = canvases.get(element);
    if (canvas === undefined || canvas.width !== element.width || canvas.height !== element.height) {
      canvas = loadCanvas().createCanvas(element.width, element.height);
      canvases.set(element, canvas);
    }
    return canvas;
  };
  const canvas = window.HTMLCanvasElement.prototype;
  define(canvas, 'getContext', function (this: HTMLCanvasElement, kind: string) {
    return kind === '2d' ? canvasOf(this).getContext('2d') : null;
  });
  define(canvas, 'toDataURL', function (this: HTMLCanvasElement) {
    return canvasOf(this).toDataURL('image/png');
  });
}

let ready: Promise<PlotlyWindow> | undefined;

async function open(): Promise<PlotlyWindow> {
  const { JSDOM, VirtualConsole } = await importPackage(
    'jsdom',
    'a picture of a figure',
    () => import('jsdom'),
  );
  const { window } = new JSDOM('<!DOCTYPE html><body></body>', {
    runScripts: 'outside-only',
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole(), // listened to by nobody: what fails in plotly rejects its promise
  });
  furnish(window);
  window.eval(readFileSync(plotlyScriptPath(), 'utf8'));
  const realm = window as unknown as { readonly Plotly: Plotly; readonly JSON: JSON };
  return { Plotly: realm.Plotly, parse: json => realm.JSON.parse(json) as unknown };
}

/** Plotly in a jsdom window, opened at the first call (about 1.5 s) and kept. */
export function plotlyWindow(): Promise<PlotlyWindow> {
  ready ??= open();
  return ready;
}
