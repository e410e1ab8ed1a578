declare global {
  interface Uint8ArrayConstructor {
    /** Of newer browsers. */
    readonly fromBase64?: (text: string) => Uint8Array;
  }
}

function fromBase64(text: string): Uint8Array {
  if (Uint8Array.fromBase64 !== undefined) return Uint8Array.fromBase64(text);
  const packed = atob(text);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = packed.charCodeAt(i);
  return bytes;
}

/** Whether the page has a section. */
export function hasSection(name: string): boolean {
  return document.getElementById(`section-${name}`) !== null;
}

/** The bytes of a section, inflated. Its text is dropped from the page: a section is read once. */
export async function readSection(name: string): Promise<Uint8Array> {
  const element = document.getElementById(`section-${name}`);
  if (element === null) throw new Error(`it lacks its section ${name}`);
  const bytes = fromBase64(element.textContent ?? '');
  element.remove();
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A section of JSON. */
export async function readJson(name: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await readSection(name)));
}
