// SPDX-License-Identifier: Apache-2.0
// What agencies are to hear of decisions on their contacts: what is overdue first.
import * as api from '../api.js'
import * as router from '../router.js'
import { append, h, replace } from '../dom.js'
import { fill, makeField, valuesOf } from '../forms.js'
import { button, heading, inset, link, paragraph } from '../parts.js'
import { count, shortTime, time } from '../words.js'
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
      options: [['', 'Not heard yet'], ['overdue', 'Overdue'], ['heard', 'Heard'], ['all', 'All']]
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
    router.go('/feedback' + api.asQuery(valuesOf(form)))
  })
  return form
}

function stateOf (row) {
  if (row.heard === row.contacts) return h('p.queue__line', null, `Heard ${time(row.heard_at)}`)
  return h(`p.queue__clock${row.overdue ? '.queue__clock--late' : ''}`, null, row.overdue ? 'Overdue: was due ' : 'By ', shortTime(row.due_at))
}

function row (one, words) {
  return h('li.queue__row', null,
    h('div.queue__what', null,
      h('h2.queue__heading', null, words.agency(one.agency)),
      h('p.queue__line', null, one.says === 'outcome' ? ['Hears: ', h('strong', null, words.outcome(one.outcome))] : 'Hears that it was received',
        `, on ${count(one.contacts, 'contact')}`, one.heard > 0 && one.heard < one.contacts && `, and has heard of ${one.heard}`),
      h('p.queue__line', null, 'Of ', link(`/children/${one.child.id}`, childName(one.child)), ', decided ', time(one.decided_at), ' on ',
        link(`/alerts/${one.alert}`, one.title)),
      h('p.queue__line', null, one.fetches ? 'Its system asks for it: nothing is sent to it' : 'Sent to it by itself')),
    h('div.queue__when', null, stateOf(one)))
}

export async function make () {
  const given = new URLSearchParams(location.search)
  const filters = Object.fromEntries(FILTERS.map((name) => [name, given.get(name) ?? '']))
  const words = await vocabulary()
  const query = { state: filters.state || 'open', agency: filters.agency }
  const listPlace = h('ol.queue', { 'aria-label': 'Feedback' })
  const morePlace = h('div')
  function show (page) {
    append(listPlace, page.feedback.map((one) => row(one, words)))
    replace(morePlace, page.next && button('Show more', async () => {
      const last = listPlace.lastElementChild
      show(await api.get('/v1/feedback', { ...query, after: page.next }))
      last.nextElementSibling?.querySelector('a')?.focus()
    }, { secondary: true }))
  }
  const first = await api.get('/v1/feedback', query)
  show(first)
  return {
    title: 'Feedback to agencies',
    node: h('div', null,
      h('a.govuk-back-link', { href: '/actions' }, 'Actions'),
      heading('Feedback to agencies'),
      paragraph('Who told us of a child hears what was decided. What is due first comes first.'),
      filterForm(filters, words),
      first.feedback.length ? listPlace : inset('There is no such feedback.'), morePlace)
  }
}
