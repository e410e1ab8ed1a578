'use strict';
const { inspect } = require('node:util');

/** Rows that a table shows at most. */
const most = 50;

/**
 * A data frame as what a notebook shows, as a table in HTML and as text; undefined of anything else.
 *
 * Data frames are what has names of columns and rows of values: `columns` and `values` (danfojs), or `columnNames()` and
 * `objects()` (arquero).
 */
function tableBundle(value) {
  const table = tableOf(value);
  if (table === undefined) return undefined;
  const { columns, index, rows } = table;
  const cells = (tag, list) => list.map(cell => `<${tag}>${escapeMarkup(text(cell))}</${tag}>`).join('');
  const body = rows
    .slice(0, most)
    .map((row, i) => `<tr>${index ? cells('th', [index[i]]) : ''}${cells('td', row)}</tr>`);
  const head = `<thead><tr>${index ? '<th></th>' : ''}${cells('th', columns)}</tr></thead>`;
  const size = `${rows.length} rows × ${columns.length} columns`;
  const html = `<table>${head}<tbody>${body.join('')}</tbody></table><p>${size}${rows.length > most ? `; the first ${most} are shown` : ''}</p>`;
  return { 'text/html': html, 'text/plain': plain(value, size) };
}

function tableOf(value) {
  if (value === null || typeof value !== 'object') return undefined;
  const { columns, values, index } = value;
  const isGrid = Array.isArray(values) && values.every(Array.isArray);
  if (Array.isArray(columns) && isGrid) {
    return { columns, rows: values, index: Array.isArray(index) ? index : undefined };
  }
  if (typeof value.columnNames !== 'function' || typeof value.objects !== 'function') return undefined;
  const names = value.columnNames();
  return { columns: names, rows: value.objects().map(row => names.map(name => row[name])), index: undefined };
}

/** Its own text where it has one, such as danfojs's table of signs. */
function plain(value, size) {
  const own = Object.getPrototypeOf(value) === Object.prototype ? '' : String(value);
  return own === '' || own.startsWith('[object ') ? `data frame, ${size}` : own;
}

function text(cell) {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return Number.isInteger(cell) ? `${cell}` : `${Number(cell.toPrecision(6))}`;
  return inspect(cell);
}

function escapeMarkup(words) {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&#34;');
}

module.exports = { tableBundle };
