// SPDX-License-Identifier: Apache-2.0
// Lists that come in pages, with a filter above them that stands in the address: what the pages of actions,
// feedback, requests, meetings and flags share.
import * as api from './api.js'
import * as router from './router.js'
import { append, h, replace } from './dom.js'
import { fill, makeField, valuesOf } from './forms.js'
import { button, inset } from './parts.js'

// A field of a filter: [value, title] each; the value '' is what is shown unless somebody chooses.
export const choice = (name, label, options) => makeField({ name, label, kind: 'select', small: true, options })
export const choiceOf = (name, label, all, words) =>
  choice(name, label, [['', all], ...words.map((word) => [word.name, word.title])])

// What the address says of these fields.
export function filtersOf (names) {
  const given = new URLSearchParams(location.search)
  return Object.fromEntries(names.map((name) => [name, given.get(name) ?? '']))
}

export function filterForm (path, fields, filters) {
  const form = h('form.filters', { role: 'search', 'aria-label': 'Filter', novalidate: true }, fields.map((field) => field.node),
    h('div.filters__buttons', null, h('button.govuk-button.govuk-button--secondary', { type: 'submit' }, 'Filter')))
  fill(form, filters)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    router.go(path + api.asQuery(valuesOf(form)))
  })
  return form
}

// The first page of a list, and a button for the next ones, which moves the focus to what it brought. `rows`
// makes the items of a page; `none` is said where there is none.
export async function pagedList ({ label, path, query, rows, none }) {
  const list = h('ol.queue', { 'aria-label': label })
  const more = h('div')
  function show (page) {
    append(list, rows(page))
    replace(more, page.next && button('Show more', async () => {
      const last = list.lastElementChild
      show(await api.get(path, { ...query, after: page.next }))
      last.nextElementSibling?.querySelector('a, button')?.focus()
    }, { secondary: true }))
  }
  show(await api.get(path, query))
  return list.childElementCount ? [list, more] : inset(none)
}
