import { writeFileWhole } from '../../node/index.js';
import { type Display, notebookDisplay } from './show.js';
import { escapeMarkup } from './text.js';

/** How much room a page takes. */
export interface FrameOptions {
  /** Height in CSS pixels; default 520. */
  readonly height?: number;
  /** What the frame holds, for those who do not see it. */
  readonly title?: string;
}

/** How a notebook shows a page. */
export interface ShowPageOptions extends FrameOptions {
  /**
   * The page's file, relative to the notebook: the page is written there, and the notebook holds its name alone. Without
   * it the notebook holds the whole page.
   */
  readonly file?: string;
}

/** A frame whose page may run its scripts and touch nothing around it. */
function frame(source: string, { height = 520, title = 'page' }: FrameOptions): string {
  return (
    `<iframe sandbox="allow-scripts" title="${escapeMarkup(title)}" width="100%" height="${height}" ` +
    `style="border: 0" ${source}></iframe>`
  );
}

/**
 * An HTML page in a frame of its own, which may run its scripts and reach nothing else: neither the page around it, nor
 * the network if the page's own policy forbids it.
 */
export function framedPage(html: string, options: FrameOptions = {}): string {
  return frame(`srcdoc="${escapeMarkup(html)}"`, options);
}

/**
 * Shows a page in the notebook's cell, in a frame. A notebook that is not trusted shows nothing: put a figure beside it.
 * If there is no notebook, one line says that there is a page.
 */
export function showPage(html: string, options: ShowPageOptions = {}, display?: Display): void {
  const { file } = options;
  if (file !== undefined) writeFileWhole(file, html);
  const text = `${options.title ?? 'page'}: an interactive page, ${Math.ceil(html.length / 1024)} KiB`;
  const target = display ?? notebookDisplay();
  if (target === undefined) process.stdout.write(`${text}\n`);
  else {
    const source =
      file === undefined
        ? framedPage(html, options)
        : frame(`src="${escapeMarkup(encodeURI(file))}"`, options);
    target({ 'text/html': source, 'text/plain': text });
  }
}
