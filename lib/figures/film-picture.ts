import type { Points } from '../base/index.js';
import { normalRadius, placeOf, project } from '../latent/index.js';
import { loadSharp } from '../node/index.js';
import type { FilmView } from './film-view.js';
import { enlargedImage } from './pictures/grid.js';
import { everyKth, priorMasses } from './plane.js';
import { blankRaster, pasteRaster, type Raster } from './pictures/raster.js';
import { escapeMarkup, rasterizeSvg } from './plotly/text.js';
import { classPalette, fontFamily, inkColour } from './plotly/theme.js';

/** How a film becomes a moving picture. */
export interface FilmPictureOptions {
  readonly format?: 'webp' | 'gif';
  /** Milliseconds a frame; the last one stands six times as long. */
  readonly delay?: number;
}

const [side, top, gap] = [320, 34, 16];

/** The codes of one moment as a drawing of `side` pixels. */
function codesSvg({ plane, reach, prior, labels, maxPoints = 300 }: FilmView, codes: Points): string {
  const at = (value: number): string => ((side / 2) * (1 + value / reach)).toFixed(1);
  const { data: places, shape } = project(codes, plane);
  const [x, y] = placeOf(new Float64Array(plane.mean.length), plane);
  const circles =
    prior.kind !== 'normal'
      ? []
      : priorMasses.map(mass => {
          const radius = ((side / 2) * normalRadius(mass, prior.sigma)) / reach;
          return `<circle cx="${at(x)}" cy="${at(-y)}" r="${radius.toFixed(1)}" fill="none" stroke="${inkColour}" stroke-dasharray="4 4"/>`;
        });
  const dots = everyKth(shape[0], maxPoints).map(i => {
    const colour = classPalette[(labels?.[i] ?? 0) % classPalette.length]!;
    return `<circle cx="${at(places[2 * i]!)}" cy="${at(-places[2 * i + 1]!)}" r="2.6" fill="${colour}"/>`;
  });
  const edge = `<rect x="0.5" y="0.5" width="${side - 1}" height="${side - 1}" fill="none" stroke="#999999"/>`;
  // A drawing of its own cuts off what lies outside.
  return `<svg x="${gap}" y="${top}" width="${side}" height="${side}">${dots.join('')}${circles.join('')}${edge}</svg>`;
}

/** One frame: codes at the left, at the right test images with their reconstructions under them. */
function framePicture(view: FilmView, originals: Uint8Array, index: number): Raster {
  const { film, title, epochOf } = view;
  const { codes, pictures, step } = film.frames[index]!;
  const [height, width, channels] = film.shape;
  const count = pictures.length / (height * width * channels);
  const scale = Math.max(1, Math.floor(60 / width));
  const columns = Math.min(4, count);
  const [cellWidth, cellHeight] = [width * scale + 2, height * scale + 1];
  const lines = Math.ceil(count / columns);
  const total = {
    width: gap + side + gap + columns * cellWidth + gap,
    height: top + Math.max(side, lines * (2 * cellHeight + 8)) + gap,
  };
  const words = escapeMarkup(`${title}, epoch ${epochOf(step)}`);
  const frame = rasterizeSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${total.width}" height="${total.height}" font-family="${fontFamily}">` +
      `<text x="${gap}" y="22" font-size="15" fill="${inkColour}">${words}</text>${codesSvg(view, codes)}</svg>`,
  );
  for (let i = 0; i < count; i++) {
    const left = gap + side + gap + (i % columns) * cellWidth;
    const line = top + Math.floor(i / columns) * (2 * cellHeight + 8);
    pasteRaster(frame, enlargedImage(originals, i, film.shape, scale), left, line);
    pasteRaster(frame, enlargedImage(pictures, i, film.shape, scale), left, line + cellHeight);
  }
  return frame;
}

/**
 * A film as a small moving picture: the codes move in one plane at the left, at the right the reconstructions become
 * sharp under the test images they are of.
 * @param originals the test images of the film's reconstructions, in order, [k, h, w, c]
 * @returns the bytes of an animated WebP or GIF that plays for ever
 * @throws RangeError for a film without frames, and for fewer images than reconstructions
 */
export async function filmPicture(
  view: FilmView,
  originals: Uint8Array,
  { format = 'webp', delay = 350 }: FilmPictureOptions = {},
): Promise<Uint8Array> {
  const { frames } = view.film;
  const [first] = frames;
  if (first === undefined) throw new RangeError('filmPicture: expected `film` to have frames, got none');
  if (originals.length < first.pictures.length) {
    throw new RangeError(
      `filmPicture: expected \`originals\` to hold ${first.pictures.length} bytes, got ${originals.length}`,
    );
  }
  const rasters = frames.map((_, i) => framePicture(view, originals, i));
  const [{ width, height }] = rasters as [Raster];
  const strip = blankRaster(width, height * rasters.length, 3, 255);
  rasters.forEach((raster, i) => pasteRaster(strip, raster, 0, i * height));
  const raw = { width, height: strip.height, channels: 3, pageHeight: height } as const;
  const sharp = await loadSharp();
  const moving = sharp(strip.data, { raw });
  const timing = { loop: 0, delay: rasters.map((_, i) => (i === rasters.length - 1 ? 6 : 1) * delay) };
  const made =
    format === 'gif'
      ? moving.gif({ ...timing, colours: 64, effort: 7 })
      : moving.webp({ ...timing, quality: 70, effort: 4 });
  return new Uint8Array(await made.toBuffer());
}
