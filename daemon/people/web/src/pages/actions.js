// SPDX-License-Identifier: Apache-2.0
// What decisions asked somebody to do: who, by when, and what happens otherwise.
import * as api from '../api.js'
import * as router from '../router.js'
import { append, h, hidden, replace } from '../dom.js'
import { fill, makeField, valuesOf } from '../forms.js'
import { button, heading, inset, link, paragraph, sentence } from '../parts.js'
import { shortDay, time } from '../words.js'
import { vocabulary } from '../vocabulary.js'
import { childName } from './sentences.js'

const FILTERS = ['state', 'agency']

function filterForm (filters, words) {
  const fields = [
    makeField({
      name: 'state',
      label: 'Show',
      kind: 'select',
      small: true,
      options: [['', 'Open actions'], ['overdue', 'Overdue'], ['done', 'Done'], ['all', 'All']]
    }),
    makeField({
      name: 'agency',
      label: 'Agency',
      kind: 'select',
      small: true,
      options: [['', 'All agencies'], ...words.agencies.map((agency) => [agency.name, agency.title])]
    })
  ]
  const form = h('form.filters', { role: 'search', 'aria-label': 'Filter', novalidate: true }, fields.map((field) => field.node),
    h('div.filters__buttons', null, h('button.govuk-button.govuk-button--secondary', { type: 'submit' }, 'Filter')))
  fill(form, filters)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    router.go('/actions' + api.asQuery(valuesOf(form)))
  })
  return form
}

function doneButton (action) {
  const place = h('div')
  return h('div', null, button('It is done', async () => {
    try {
      await api.post(`/v1/actions/${action.id}/done`, {})
      await router.show()
      document.querySelector('h1')?.focus()
    } catch (problem) {
      if (problem.status === undefined) throw problem
      replace(place, inset(problem.message))
    }
  }, { secondary: true, 'aria-label': `It is done: ${action.what}` }), place)
}

function row (action, words) {
  return h('li.queue__row', null,
    h('div.queue__what', null,
      h('h2.queue__heading', null, sentence(action.what)),
      h('p.queue__line', null, h('strong', null, action.owner), `, ${words.agency(action.agency)}`),
      h('p.queue__line', null, `If it is not done: ${action.contingency}`),
      h('p.queue__line', null, 'For ', link(`/children/${action.child.id}`, childName(action.child)), ', ',
        action.meeting
          ? ['set by ', link(`/meetings/${action.meeting}`, `meeting ${action.meeting}`), ' on ']
          : 'decided on ',
        link(`/alerts/${action.alert}`, `alert ${action.alert}`))),
    h('div.queue__when', null,
      action.done_at
        ? h('p.queue__line', null, `Done ${time(action.done_at)} by ${action.done_by}`)
        : [h(`p.queue__clock${action.overdue ? '.queue__clock--late' : ''}`, null,
            action.overdue ? 'Overdue: ' : 'By ', hidden(action.overdue ? 'was due ' : ''), shortDay(action.due)), doneButton(action)]))
}

export async function make () {
  const given = new URLSearchParams(location.search)
  const filters = Object.fromEntries(FILTERS.map((name) => [name, given.get(name) ?? '']))
  const words = await vocabulary()
  const query = filters.state === 'overdue'
    ? { overdue: 1, agency: filters.agency }
    : { state: filters.state || 'open', agency: filters.agency }
  const listPlace = h('ol.queue', { 'aria-label': 'Actions' })
  const morePlace = h('div')
  function show (page) {
    append(listPlace, page.actions.map((action) => row(action, words)))
    replace(morePlace, page.next && button('Show more', async () => {
      const last = listPlace.lastElementChild
      show(await api.get('/v1/actions', { ...query, after: page.next }))
      last.nextElementSibling?.querySelector('a, button')?.focus()
    }, { secondary: true }))
  }
  const first = await api.get('/v1/actions', query)
  show(first)
  return {
    title: 'Actions',
    node: h('div', null, heading('Actions'), paragraph('What decisions and meetings asked somebody to do, the first due first. ', link('/feedback', 'What agencies are still to hear'), ' has a list of its own.'),
      filterForm(filters, words),
      first.actions.length ? listPlace : inset('There is no such action.'), morePlace)
  }
}
