import type { Colour, HairColour } from './colour.js';

/**
 * Everything that decides how a face looks. Lengths are in pixels of the 64 × 64 picture, x to the right, y down,
 * z towards the viewer, from the point between the eyes; angles in radians; the rest from 0 to 1 unless said.
 */
export interface FaceTraits {
  readonly pose: Pose;
  readonly head: Head;
  readonly skin: Skin;
  readonly eyes: Eyes;
  readonly brows: Brows;
  readonly nose: Nose;
  readonly mouth: Mouth;
  readonly hair: Hair;
  readonly beard: Beard;
  readonly glasses: Glasses | undefined;
  readonly hat: Hat | undefined;
  /** Colour of the earrings, or none. */
  readonly earrings: Colour | undefined;
  readonly clothes: Clothes;
  readonly light: Light;
  readonly backdrop: Backdrop;
  readonly camera: Camera;
}

/** Where the head is turned and moved to. */
export interface Pose {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  readonly shift: readonly [x: number, y: number];
  readonly scale: number;
}

/** The form of the skull and the jaw. */
export interface Head {
  /** Half the width at the cheekbones. */
  readonly width: number;
  readonly depth: number;
  /** Height of the skull over the eyes, and of the chin below them. */
  readonly crown: number;
  readonly chin: number;
  /** Squareness of the jaw: exponent of the outline, 1.8 (pointed) … 3.4. */
  readonly jaw: number;
  /** How far the cheeks stand out. */
  readonly cheeks: number;
}

/** Colour and surface of the skin. */
export interface Skin {
  /** Place along `skinTones`, 0 palest. */
  readonly melanin: number;
  readonly colour: Colour;
  readonly shine: number;
  readonly blush: number;
  readonly freckles: number;
  readonly wrinkles: number;
}

/** Both eyes. */
export interface Eyes {
  /** Half the distance between the middles. */
  readonly apart: number;
  /** Half the width of one. */
  readonly width: number;
  /** Height of the opening over the line through the corners. */
  readonly open: number;
  /** Rise of the outer corner per pixel outwards. */
  readonly slant: number;
  /** Where they look, −1 … 1. */
  readonly gaze: readonly [x: number, y: number];
  readonly iris: Colour;
  readonly crease: number;
  /** Darkness of the lashes. */
  readonly lashes: number;
  readonly shadow: { readonly colour: Colour; readonly strength: number };
  readonly bags: number;
}

/** Both eyebrows. */
export interface Brows {
  /** Height over the eyes. */
  readonly height: number;
  /** Half the thickness. */
  readonly thickness: number;
  /** Rise of the middle over the ends. */
  readonly arch: number;
  readonly strength: number;
  /** Where they are cut by grief or anger: rise of the inner end. */
  readonly inner: number;
}

/** The nose. */
export interface Nose {
  /** Width relative to the mean. */
  readonly width: number;
  /** y of its base. */
  readonly base: number;
  /** Height of bridge and tip relative to the mean. */
  readonly height: number;
}

/** The mouth. */
export interface Mouth {
  readonly y: number;
  /** Half the width. */
  readonly width: number;
  /** −0.4 … 1; a smile from 0.45 on. */
  readonly smile: number;
  /** Height of the opening. */
  readonly open: number;
  /** Height of the upper and the lower lip. */
  readonly lips: readonly [upper: number, lower: number];
  readonly colour: Colour;
  /** With lipstick. */
  readonly painted: boolean;
  readonly teeth: boolean;
}

/** How hair is cut. */
export type HairCut = 'bald' | 'short' | 'long' | 'tied';

/** The hair of the head. */
export interface Hair {
  readonly cut: HairCut;
  readonly name: HairColour;
  readonly colour: Colour;
  /** y of the hairline in the middle. */
  readonly line: number;
  /** How far the hairline comes down by the temples, left and right, and how late (an exponent). */
  readonly drop: readonly [left: number, right: number];
  readonly sweep: readonly [left: number, right: number];
  /** x where it is parted. */
  readonly parting: number;
  readonly bangs: boolean;
  /** Thickness over the skull and beside it. */
  readonly volume: readonly [top: number, side: number];
  /** y where it ends beside the head. */
  readonly end: number;
  /** Share of the face's half width that long hair leaves free, left and right. */
  readonly curtain: readonly [left: number, right: number];
  readonly wave: number;
  readonly gloss: number;
  /** Contrast of the strands. */
  readonly strands: number;
}

/** Densities of the parts of a beard. */
export interface Beard {
  readonly moustache: number;
  readonly goatee: number;
  readonly cheeks: number;
  readonly sideburns: number;
  readonly stubble: number;
}

/** Spectacles. */
export interface Glasses {
  /** Half width and half height of a lens. */
  readonly lens: readonly [width: number, height: number];
  /** 2 an ellipse, 6 nearly a rectangle. */
  readonly squareness: number;
  readonly rim: number;
  readonly frame: Colour;
  readonly tint: Colour;
  readonly tintStrength: number;
}

/** Something worn on the head. */
export interface Hat {
  readonly kind: 'cap' | 'beanie' | 'brimmed';
  readonly colour: Colour;
  readonly band: Colour;
  /** y of its lower edge over the forehead. */
  readonly edge: number;
}

/** What is seen of the shoulders. */
export interface Clothes {
  readonly colour: Colour;
  /** y of the collar at the neck. */
  readonly collar: number;
  readonly neck: number;
}

/** One lamp and what comes from everywhere. */
export interface Light {
  /** Unit vector towards the lamp. */
  readonly direction: readonly [x: number, y: number, z: number];
  readonly strength: number;
  readonly ambient: number;
  readonly tint: Colour;
}

/** A soft disc or bar behind the head. */
export interface Blob {
  readonly at: readonly [x: number, y: number];
  readonly radii: readonly [x: number, y: number];
  readonly colour: Colour;
  readonly softness: number;
}

/** What is behind the head. */
export interface Backdrop {
  readonly colours: readonly [Colour, Colour];
  /** Direction of the gradient. */
  readonly angle: number;
  readonly blobs: readonly Blob[];
  readonly texture: number;
}

/** What happens after the light has reached the lens. */
export interface Camera {
  readonly exposure: number;
  readonly contrast: number;
  readonly saturation: number;
  /** Standard deviation of the blur, in pixels. */
  readonly blur: number;
  /** Standard deviation of the noise. */
  readonly noise: number;
}
