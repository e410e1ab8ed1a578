import { make, section } from './dom.js';
import type { Explorer } from './explorer.js';
import { keyHelp } from './keyboard.js';

/** What the page's words mean, for those who see it first. */
const meanings: readonly (readonly [string, string])[] = [
  [
    'Code',
    'a short list of numbers z₁, z₂ … that the encoder makes of an image, and the decoder an image of.',
  ],
  ['Map', 'the codes of the test images, seen in a plane; one dot is one image. All maps have one scale.'],
  ['Probe', 'the ring: the code that is decoded below each map. Drag it, or move the sliders.'],
  ['Prior', 'what new codes are drawn from. The dashed circles hold 50, 90 and 99 % of it.'],
  ['VAE', 'makes a ball of each image and pulls every ball towards the prior.'],
  ['WAE', 'makes a point of each image and asks only that all points together look like the prior.'],
  [
    'Hole',
    'a place where the prior has mass and no code is near in all coordinates: there the decoder invents.',
  ],
];

const planes: readonly (readonly [string, string])[] = [
  ['principal components', 'the two directions in which the codes vary most'],
  ['least Gaussian plane', 'the two directions in which they look least like the prior'],
  [
    'UMAP',
    'no plane but a layout that keeps neighbours near; the first 1,000 images are laid out, the others put among them',
  ],
  ['two coordinates', 'two of the numbers as they are'],
  ['turning cloud', 'three of the numbers, turned about the second'],
];

function list(entries: readonly (readonly [string, string])[]): HTMLElement {
  const element = make('dl', { class: 'keys' });
  for (const [name, words] of entries) element.append(make('dt', {}, name), make('dd', {}, words));
  return element;
}

/** Help: how to begin, what the words mean, the planes, and the keys. */
export function helpPanel({ header }: Explorer): HTMLElement {
  return section(
    'Help: what this is, and keys',
    false,
    make(
      'p',
      {},
      `Auto-encoders learned to write images of ${header.dataset} as codes and to draw them back. Here their codes are maps: drag the ring, and see what each code looks like. Click a dot to keep its image as a pin; two pins make a path.`,
    ),
    list(meanings),
    make('h3', {}, 'Planes'),
    list(planes),
    make('h3', {}, 'Keys'),
    list(keyHelp),
  );
}
