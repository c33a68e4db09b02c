// SPDX-License-Identifier: Apache-2.0
// What agencies are to hear of decisions on their contacts: what is overdue first.
import { h } from '../dom.js'
import { choice, choiceOf, filterForm, filtersOf, pagedList } from '../listing.js'
import { heading, link, paragraph } from '../parts.js'
import { count, shortTime, time } from '../words.js'
import { vocabulary } from '../vocabulary.js'
import { childName } from './sentences.js'

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
  const filters = filtersOf(['state', 'agency'])
  const words = await vocabulary()
  const list = await pagedList({
    label: 'Feedback',
    path: '/v1/feedback',
    query: { state: filters.state || 'open', agency: filters.agency },
    rows: (page) => page.feedback.map((one) => row(one, words)),
    none: 'There is no such feedback.'
  })
  return {
    title: 'Feedback to agencies',
    node: h('div', null,
      h('a.govuk-back-link', { href: '/actions' }, 'Actions'),
      heading('Feedback to agencies'),
      paragraph('Who told us of a child hears what was decided. What is due first comes first.'),
      filterForm('/feedback', [
        choice('state', 'Show', [['', 'Not heard yet'], ['overdue', 'Overdue'], ['heard', 'Heard'], ['all', 'All']]),
        choiceOf('agency', 'Agency', 'All agencies', words.agencies)
      ], filters), list)
  }
}
