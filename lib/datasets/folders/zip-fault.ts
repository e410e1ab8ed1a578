import { open } from 'node:fs/promises';

/** Bytes of the end of a zip at the most: its last record, and a comment. */
const END = 22 + 2 ** 16;

/**
 * What is wrong with a zip at first sight, as the end of a sentence that begins with its name; undefined if nothing is. It
 * looks at the beginning and for the record at the end alone.
 */
export async function zipFault(path: string): Promise<string | undefined> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return 'cannot be opened';
  try {
    const { size } = await handle.stat();
    const head = Buffer.alloc(Math.min(size, 512));
    await handle.read(head, 0, head.length, 0);
    if (/^\s*<(!doctype|html|\?xml)/i.test(head.toString('latin1'))) return 'is a web page and no zip';
    if (head.toString('latin1', 0, 2) !== 'PK') return 'is no zip';
    const tail = Buffer.alloc(Math.min(size, END));
    await handle.read(tail, 0, tail.length, size - tail.length);
    return tail.includes('PK\x05\x06', 0, 'latin1') ? undefined : 'is cut short';
  } finally {
    await handle.close();
  }
}
