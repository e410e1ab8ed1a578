import { stripVTControlCharacters } from 'node:util';
import { escape, highlight, renderMarkdown } from './markdown.mjs';

const join = text => (Array.isArray(text) ? text.join('') : (text ?? ''));

/**
 * A notebook of the repository as the parts of a page.
 *
 * @param notebook - the parsed file.
 * @param file - its path in the repository.
 * @param resolve - as in `renderMarkdown`.
 * @param hasFile - whether there is a file of that name beside the notebook.
 * @returns its title, the question it asks, HTML, headings below the title, its first picture
 *   `{ png, isFigure }`, or undefined, how many plotly figures there are, and the files beside it that it shows.
 */
export function readNotebook(notebook, file, resolve, hasFile = () => false) {
  const page = { headings: [], figures: 0, picture: undefined, files: [], hasFile };
  const cells = notebook.cells.map(cell => {
    if (cell.cell_type === 'markdown') {
      const { html, headings } = renderMarkdown(join(cell.source), file, resolve);
      page.headings.push(...headings);
      return `<section class="text">\n${html}</section>`;
    }
    return cell.cell_type === 'code' ? renderCode(cell, page) : '';
  });
  const first = join(notebook.cells.find(cell => cell.cell_type === 'markdown')?.source);
  const question = /\*\*The question\.\*\*\s*([\s\S]*?)(?:\n\n|$)/.exec(first)?.[1] ?? '';
  return {
    title: page.headings[0]?.text ?? file,
    question: renderMarkdown(question, file, resolve).html,
    html: cells.join('\n'),
    headings: page.headings.slice(1),
    picture: page.picture,
    figures: page.figures,
    files: page.files,
  };
}

function renderCode(cell, page) {
  const count = cell.execution_count ?? ' ';
  const outputs = (cell.outputs ?? []).map(output => renderOutput(output, page)).join('\n');
  return `<section class="cell">
<div class="count" aria-hidden="true">[${count}]</div>
<pre class="code"><code>${highlight(join(cell.source), 'ts')}</code></pre>
${outputs === '' ? '' : `<div class="outputs">\n${outputs}\n</div>`}
</section>`;
}

function renderOutput(output, page) {
  if (output.output_type === 'stream') {
    return `<pre class="${output.name}">${escape(stripVTControlCharacters(join(output.text)))}</pre>`;
  }
  if (output.output_type === 'error') {
    return `<pre class="error">${escape(stripVTControlCharacters(output.traceback.join('\n')))}</pre>`;
  }
  const data = output.data ?? {};
  const png = data['image/png'];
  const label = escape(join(data['text/plain']));
  const figure = data['application/vnd.plotly.v1+json'];
  if (png !== undefined) {
    page.picture ??= { png: Buffer.from(join(png), 'base64'), isFigure: figure !== undefined };
  }
  if (figure !== undefined) {
    page.figures++;
    return renderFigure(figure, png, label);
  }
  if (data['text/html'] !== undefined) return renderFrame(join(data['text/html']), page);
  if (png !== undefined) return `<div class="picture">${imageOf(png, label)}</div>`;
  return `<pre>${label}</pre>`;
}

/** A page of our own in a sandboxed frame; one that is a file beside the notebook is there once the notebook has run. */
function renderFrame(html, page) {
  const file = / src="([^":/]+\.html)"/.exec(html)?.[1];
  if (file !== undefined && !page.hasFile(decodeURI(file))) {
    return '<p class="framed">Here the notebook shows an interactive page, which it writes when it runs.</p>';
  }
  if (file !== undefined) page.files.push(decodeURI(file));
  return `<div class="framed">${html}</div>`;
}

function imageOf(png, label, attributes = '') {
  return `<img loading="lazy" alt="${label}"${attributes} src="data:image/png;base64,${join(png).replace(/\s/g, '')}">`;
}

/** A figure: its picture, until the page's script has drawn it with plotly in its place. */
function renderFigure(figure, png, label) {
  const { width = 700, height = 450 } = figure.layout ?? {};
  const json = JSON.stringify({ data: figure.data, layout: figure.layout }).replaceAll('<', '\\u003c');
  const still = png === undefined ? '' : imageOf(png, label, ` width="${width}" height="${height}"`);
  return `<div class="figure"><div class="plot" style="width: ${Number(width)}px; height: ${Number(height)}px">${still}</div>
<script type="application/json">${json}</script></div>`;
}
