/** Red, green, blue, 0 … 255. */
export type Colour = readonly [number, number, number];

/** '#rrggbb' as numbers. */
export function toColour(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** How much of each pixel a disc about the middle one covers, 0 … 256, [2r + 1, 2r + 1]. */
function discOf(radius: number, opacity: number): { readonly reach: number; readonly cover: Uint16Array } {
  const reach = Math.ceil(radius);
  const side = 2 * reach + 1;
  const cover = Uint16Array.from({ length: side * side }, (_, i) => {
    const distance = Math.hypot((i % side) - reach, Math.floor(i / side) - reach);
    return Math.round(256 * opacity * Math.min(1, Math.max(0, radius + 0.5 - distance)));
  });
  return { reach, cover };
}

/** What is drawn of the points. */
export interface PointsLook {
  readonly radius: number;
  readonly opacity: number;
  /** Colours by number, and each point's number. */
  readonly colours: readonly Colour[];
  readonly numbers: Uint8Array;
  /** Points with 0 here are drawn faint; absent if all are alike. */
  readonly marked?: Uint8Array;
  readonly background: Colour;
}

/**
 * Draws points as discs into an image's pixels: ten thousand take a few milliseconds without any graphics processor.
 * @param screen [n, 2], pixels
 */
export function drawPoints(image: ImageData, screen: Float32Array, look: PointsLook): void {
  const { width, height } = image;
  const words = new Uint32Array(image.data.buffer);
  const [red, green, blue] = look.background;
  words.fill(((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0);
  if (look.marked === undefined) return drawAll(words, width, height, screen, look, look.opacity);
  drawAll(words, width, height, screen, look, 0.15 * look.opacity, 0);
  drawAll(words, width, height, screen, look, Math.min(1, 1.2 * look.opacity), 1);
}

function drawAll(
  words: Uint32Array,
  width: number,
  height: number,
  screen: Float32Array,
  { radius, colours, numbers, marked }: PointsLook,
  opacity: number,
  mark?: 0 | 1,
): void {
  const { reach, cover } = discOf(radius, opacity);
  const side = 2 * reach + 1;
  for (let i = 0; i < numbers.length; i++) {
    if (mark !== undefined && marked?.[i] !== mark) continue;
    const left = Math.round(screen[2 * i]!) - reach;
    const top = Math.round(screen[2 * i + 1]!) - reach;
    if (!(left >= 0 && top >= 0 && left + side <= width && top + side <= height)) continue;
    const [red, green, blue] = colours[numbers[i]!]!;
    for (let y = 0, k = 0; y < side; y++) {
      let at = (top + y) * width + left;
      for (let x = 0; x < side; x++, k++, at++) {
        const share = cover[k]!;
        if (share === 0) continue;
        const old = words[at]!;
        const rest = 256 - share;
        words[at] =
          (0xff000000 |
            (((((old >> 16) & 255) * rest + blue * share) >> 8) << 16) |
            (((((old >> 8) & 255) * rest + green * share) >> 8) << 8) |
            (((old & 255) * rest + red * share) >> 8)) >>>
          0;
      }
    }
  }
}
