// SPDX-License-Identifier: Apache-2.0
// What several pages show alike.
import { append, h, hidden, replace, uniqueId } from './dom.js'
import { capital, plain, time } from './words.js'

const LEVELS = { red: 'Red', amber: 'Amber', green: 'Green', blue: 'Blue' }
const STATES = {
  new: ['New', 'blue'],
  acknowledged: ['Held', 'turquoise'],
  decided: ['Decided', 'grey'],
  withdrawn: ['Withdrawn', 'grey']
}

export const levelName = (level) => LEVELS[level] ?? plain(level)

// In words, colour and shape: never by colour alone.
export function levelTag (level) {
  return h(`strong.level.level--${LEVELS[level] ? level : 'other'}`, null, hidden('Level '),
    levelName(level))
}

export function stateTag (state) {
  const [text, colour] = STATES[state] ?? [plain(state), 'grey']
  return h(`strong.govuk-tag.govuk-tag--${colour}`, null, text)
}

export const when = (text) => h('time', { datetime: text }, time(text))

export const heading = (text, caption) => h('div', null,
  caption && h('span.govuk-caption-l', null, caption),
  h('h1.govuk-heading-l', { tabindex: '-1' }, text))

export const section = (title, ...children) => {
  const id = uniqueId('section')
  return h('section.page-section', { 'aria-labelledby': id },
    h('h2.govuk-heading-m', { id }, title), ...children)
}

export const paragraph = (...children) => h('p.govuk-body', null, ...children)

export const link = (href, text, more) => h('a.govuk-link', { href }, text, more && hidden(' ' + more))

export function button (text, onclick, { secondary, warning, type = 'button', ...more } = {}) {
  const kind = warning ? '.govuk-button--warning' : secondary ? '.govuk-button--secondary' : ''
  return h(`button.govuk-button${kind}`, { type, onclick, ...more }, text)
}

// rows: [key, value, …]; rows without a value are left out
export function summary (rows) {
  return h('dl.govuk-summary-list', null, rows
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, ...values]) => h('div.govuk-summary-list__row', null,
      h('dt.govuk-summary-list__key', null, key),
      h('dd.govuk-summary-list__value', null, ...values))))
}

// columns: [{ title, cell(row), number }]; it scrolls by itself where there is no room.
export function table (caption, columns, rows, { hideCaption, empty } = {}) {
  if (!rows.length && empty) return paragraph(empty)
  const id = uniqueId('table')
  const kind = hideCaption ? 'caption.govuk-visually-hidden' : 'caption.govuk-table__caption.govuk-table__caption--s'
  const align = (column) => column.number ? '--numeric' : ''
  return h('div.table-scroll', { tabindex: '0', role: 'region', 'aria-labelledby': id },
    h('table.govuk-table', null,
      h(kind, { id }, hideCaption ? caption + ' – table' : caption),
      h('thead.govuk-table__head', null, h('tr.govuk-table__row', null, columns.map((column) =>
        h(`th.govuk-table__header${column.number ? '.govuk-table__header--numeric' : ''}`,
          { scope: 'col' }, column.title)))),
      h('tbody.govuk-table__body', null, rows.map((row) => h('tr.govuk-table__row', null,
        columns.map((column, i) => column.head
          ? h('th.govuk-table__header', { scope: 'row' }, column.cell(row))
          : h(`td.govuk-table__cell${align(column) && '.govuk-table__cell--numeric'}`, null,
            column.cell(row))))))))
}

export function details (text, ...children) {
  return h('details.govuk-details', null,
    h('summary.govuk-details__summary', null, h('span.govuk-details__summary-text', null, text)),
    h('div.govuk-details__text', null, ...children))
}

export const inset = (...children) => h('div.govuk-inset-text', null, ...children)

export function warning (...children) {
  return h('div.govuk-warning-text', null,
    h('span.govuk-warning-text__icon', { 'aria-hidden': 'true' }, '!'),
    h('strong.govuk-warning-text__text', null, hidden('Warning '), ...children))
}

export const ordinaryRoute = () => warning(
  'This alert does not replace your ordinary route. If a child may be at risk now, refer as you always do.')

// A notice on top of a page; success is green.
export function banner (title, content, { success, role } = {}) {
  const id = uniqueId('banner')
  return h(`div.govuk-notification-banner${success ? '.govuk-notification-banner--success' : ''}`,
    { role: role ?? (success ? 'alert' : 'region'), 'aria-labelledby': id, tabindex: success ? '-1' : null },
    h('div.govuk-notification-banner__header', null,
      h('h2.govuk-notification-banner__title', { id }, title)),
    append(h('div.govuk-notification-banner__content', null), content))
}

export const bannerText = (...children) => h('p.govuk-notification-banner__heading', null, ...children)

// What was done, on top of the page and read out.
export function say (text) {
  const box = banner('Done', bannerText(text), { success: true })
  replace(document.getElementById('notices'), box)
  box.focus()
}

export const bullets = (items) => h('ul.govuk-list.govuk-list--bullet', null,
  items.map((item) => h('li', null, item)))

export const sentence = (text) => {
  const whole = capital(String(text ?? '').trim())
  return whole && !/[.?!]$/.test(whole) ? whole + '.' : whole
}
