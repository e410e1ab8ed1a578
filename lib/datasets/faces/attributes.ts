import type { FaceTraits } from './traits.js';

/** What is said of a face, by the names and in the order of CelebA's attributes; those that the drawing has. */
const tests = {
  '5_o_Clock_Shadow': ({ beard }) => beard.stubble > 0.3 && beard.cheeks === 0,
  Arched_Eyebrows: ({ brows }) => brows.arch > 1.1,
  Bags_Under_Eyes: ({ eyes }) => eyes.bags > 0.4,
  Bald: ({ hair }) => hair.cut === 'bald',
  Bangs: ({ hair, hat }) => hair.bangs && !hat,
  Big_Lips: ({ mouth }) => mouth.lips[1] > 2.2,
  Big_Nose: ({ nose }) => nose.width > 1.2,
  Black_Hair: traits => hasHair(traits, 'black'),
  Blond_Hair: traits => hasHair(traits, 'blond'),
  Blurry: ({ camera }) => camera.blur > 1,
  Brown_Hair: traits => hasHair(traits, 'brown'),
  Bushy_Eyebrows: ({ brows }) => brows.thickness > 1.1,
  Chubby: ({ head }) => head.width > 20.2,
  Eyeglasses: ({ glasses }) => glasses !== undefined,
  Goatee: ({ beard }) => beard.goatee > 0 && beard.cheeks === 0,
  Gray_Hair: traits => hasHair(traits, 'gray'),
  Mouth_Slightly_Open: ({ mouth }) => mouth.open > 1,
  Mustache: ({ beard }) => beard.moustache > 0,
  Narrow_Eyes: ({ eyes }) => eyes.open < 1,
  No_Beard: ({ beard }) =>
    Math.max(beard.goatee, beard.cheeks, beard.moustache) === 0 && beard.stubble <= 0.3,
  Pale_Skin: ({ skin }) => skin.melanin < 0.006,
  Receding_Hairline: ({ hair, hat }) => hair.cut !== 'bald' && hair.line < -19 && !hat,
  Rosy_Cheeks: ({ skin }) => skin.blush > 0.4,
  Sideburns: ({ beard }) => beard.sideburns > 0,
  Smiling: ({ mouth }) => mouth.smile > 0.45,
  Straight_Hair: ({ hair }) => hair.cut !== 'bald' && hair.wave < 0.3,
  Wavy_Hair: ({ hair }) => hair.cut !== 'bald' && hair.wave > 0.3,
  Wearing_Earrings: ({ earrings }) => earrings !== undefined,
  Wearing_Hat: ({ hat }) => hat !== undefined,
  Wearing_Lipstick: ({ mouth }) => mouth.painted,
} as const satisfies Record<string, (traits: FaceTraits) => boolean>;

function hasHair({ hair }: FaceTraits, name: string): boolean {
  return hair.cut !== 'bald' && hair.name === name;
}

/** Names of the attributes of procedural faces: 30 of CelebA's 40. */
export const faceAttributeNames: readonly string[] = Object.keys(tests);

/** 1 if a face has the attribute of that name, else 0; [30]. */
export function attributesOf(traits: FaceTraits): Uint8Array {
  return Uint8Array.from(Object.values(tests), has => (has(traits) ? 1 : 0));
}
