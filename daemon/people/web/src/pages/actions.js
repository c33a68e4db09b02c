// SPDX-License-Identifier: Apache-2.0
// What decisions asked somebody to do: who, by when, and what happens otherwise.
import * as api from '../api.js'
import * as router from '../router.js'
import { h, hidden, replace } from '../dom.js'
import { choice, choiceOf, filterForm, filtersOf, pagedList } from '../listing.js'
import { button, heading, inset, link, paragraph, sentence } from '../parts.js'
import { shortDay, time } from '../words.js'
import { vocabulary } from '../vocabulary.js'
import { childName } from './sentences.js'

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
  const filters = filtersOf(['state', 'agency'])
  const words = await vocabulary()
  const list = await pagedList({
    label: 'Actions',
    path: '/v1/actions',
    query: filters.state === 'overdue'
      ? { overdue: 1, agency: filters.agency }
      : { state: filters.state || 'open', agency: filters.agency },
    rows: (page) => page.actions.map((action) => row(action, words)),
    none: 'There is no such action.'
  })
  return {
    title: 'Actions',
    node: h('div', null, heading('Actions'), paragraph('What decisions and meetings asked somebody to do, the first due first. ', link('/feedback', 'What agencies are still to hear'), ' has a list of its own.'),
      filterForm('/actions', [
        choice('state', 'Show', [['', 'Open actions'], ['overdue', 'Overdue'], ['done', 'Done'], ['all', 'All']]),
        choiceOf('agency', 'Agency', 'All agencies', words.agencies)
      ], filters), list)
  }
}
