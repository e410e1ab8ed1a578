import { classPalette, palette } from '../../figures/index.js';
import type { Explorer } from './explorer.js';
import { type Colour, toColour } from './points-layer.js';

/** Colours of canvases, which styles do not reach. */
export interface PageColours {
  readonly dark: boolean;
  readonly background: Colour;
  /** Of lines and text. */
  readonly ink: string;
  readonly faint: string;
  readonly accent: string;
  /** Round lines, so that they stand out from points. */
  readonly halo: string;
  readonly cursor: string;
  readonly hole: string;
  /** Of the points, by number: those of the classes, and grey last. */
  readonly colours: readonly Colour[];
}

const luminance = ([red, green, blue]: Colour): number =>
  (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;

/** A colour that can be seen on black: mixed with white until it is light enough. */
function onDark(colour: Colour): Colour {
  let mixed = colour;
  for (let k = 1; k <= 10 && luminance(mixed) < 0.42; k++) {
    const share = k / 12;
    mixed = colour.map(value => Math.round(value + (255 - value) * share)) as unknown as Colour;
  }
  return mixed;
}

/** '#rrggbb' of a colour. */
export function toHex(colour: Colour): string {
  return `#${colour.map(value => value.toString(16).padStart(2, '0')).join('')}`;
}

function make(dark: boolean): PageColours {
  const base = [...classPalette, '#888888'].map(toColour);
  return {
    dark,
    background: dark ? [18, 20, 24] : [255, 255, 255],
    ink: dark ? '#e8e8e8' : '#333333',
    faint: dark ? '#9aa0a8' : '#6b7280',
    accent: dark ? '#ffffff' : '#111111',
    halo: dark ? '#121418' : '#ffffff',
    cursor: dark ? '#ffb38a' : palette[1]!,
    hole: dark ? '#ff8fb0' : '#b3003c',
    colours: dark ? base.map(onDark) : base,
  };
}

const both = { light: make(false), dark: make(true) };

/** Whether the page is dark now: its own choice, or that of the system. */
export function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
}

export function pageColours(): PageColours {
  return isDark() ? both.dark : both.light;
}

/** The number of the colour that means "has not the attribute", and of that for "has". */
export const colourOf: { readonly without: number; readonly with: number } = {
  without: classPalette.length,
  with: 1,
};

let known: { readonly key: string; readonly numbers: Uint8Array } | undefined;

/** Each test image's colour by number. */
export function colourNumbers({ store, labels, attributes, header }: Explorer): Uint8Array {
  const { colouring } = store.state;
  const key = JSON.stringify(colouring);
  if (known?.key === key) return known.numbers;
  const count = header.attributes.length;
  const numbers = Uint8Array.from({ length: header.count }, (_, i) => {
    switch (colouring.kind) {
      case 'none':
        return 1;
      case 'class':
        return labels[i]! % classPalette.length;
      case 'attribute':
        return attributes[i * count + colouring.index] === 1 ? colourOf.with : colourOf.without;
      default:
        throw new TypeError(`colourNumbers: unknown colouring ${JSON.stringify(colouring satisfies never)}`);
    }
  });
  known = { key, numbers };
  return numbers;
}
