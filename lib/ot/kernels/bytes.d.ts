/** The compiled kernels, what `assembly/` says, in base64. The build makes the module: `scripts/build.mjs`. */
export const bytes: string;
