/** Characters of a message at the most. */
const LONGEST = 1000;

/**
 * A text as a terminal may have it: without control characters, which could move the cursor or change the terminal's
 * title, and without marks that change the direction of writing. Lines stay.
 */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '�');
}

/** A message in one line of 1,000 characters at the most: its beginning, and its end with what is to be done. */
export function sentence(text: string): string {
  const line = printable(text).replace(/\s*\n\s*/g, ' ');
  if (line.length <= LONGEST) return line;
  return `${line.slice(0, LONGEST - 300)} … ${line.slice(-297)}`;
}

/** Writes to standard error what may hold texts of files. */
export function say(text: string): void {
  process.stderr.write(printable(text));
}

/** Writes to standard output what may hold texts of files. */
export function print(text: string): void {
  process.stdout.write(printable(text));
}
