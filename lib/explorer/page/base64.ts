/** Bytes as letters, digits, - and _, for addresses (RFC 4648, section 5, without padding). */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** The inverse of {@link toBase64}. */
export function fromBase64(text: string): Uint8Array {
  const packed = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(packed, c => c.charCodeAt(0));
}

/** A code as base64 of float32 numbers. */
export function packCode(code: Float64Array): string {
  return toBase64(new Uint8Array(Float32Array.from(code).buffer));
}

/** @throws Error where there are not `dimension` finite numbers */
export function unpackCode(text: string, dimension: number): Float64Array {
  const bytes = fromBase64(text);
  if (bytes.length !== 4 * dimension) throw new Error('a code has another number of coordinates');
  const code = Float64Array.from(new Float32Array(bytes.buffer));
  if (!code.every(Number.isFinite)) throw new Error('a code is not finite');
  return code;
}

/** Indices in ascending order as base64 of one bit for each number. */
export function packIndices(indices: readonly number[]): string {
  const most = indices.reduce((a, b) => Math.max(a, b), -1);
  const bytes = new Uint8Array(Math.ceil((most + 1) / 8));
  for (const i of indices) bytes[i >> 3] = bytes[i >> 3]! | (1 << (i & 7));
  return toBase64(bytes);
}

/** The indices below `count`. */
export function unpackIndices(text: string, count: number): number[] {
  const bytes = fromBase64(text);
  const found: number[] = [];
  for (let i = 0; i < Math.min(8 * bytes.length, count); i++) {
    if ((bytes[i >> 3]! >> (i & 7)) & 1) found.push(i);
  }
  return found;
}
