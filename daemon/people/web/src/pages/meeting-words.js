// SPDX-License-Identifier: Apache-2.0
// How a meeting is said in a line, wherever one shows: on its own page, in lists, on an alert, on a child.
import * as api from '../api.js'
import { h } from '../dom.js'
import { inset, link, paragraph, warning } from '../parts.js'
import { capital, count, isPast, list, shortTime, stretch } from '../words.js'
import { childName } from './sentences.js'

export const NOTHING_DECIDED = 'A meeting decides nothing here: the decision on each alert stays its own.'

const STATES = { planned: ['Planned', 'blue'], held: ['Held', 'green'], cancelled: ['Cancelled', 'grey'] }
const tag = (text, colour) => h(`strong.govuk-tag.govuk-tag--${colour}`, null, text)

export const isLate = (meeting) => meeting.state === 'planned' && isPast(meeting.planned_for)
export const missing = (meeting) => meeting.owes.filter((one) => one.part).map((one) => one.agency)

export function tags (meeting) {
  const [text, colour] = STATES[meeting.state]
  return [isLate(meeting) ? tag('Not noted yet', 'orange') : tag(text, colour), ' ',
    !meeting.restricted && missing(meeting).length > 0 && tag('An agency was missing', 'red')]
}

// "Health and Police were not invited."; whom this kind of meeting should not be without
export function notInvited (meeting, words) {
  if (meeting.state === 'cancelled' || !meeting.not_invited.length) return null
  const agencies = list(meeting.not_invited.map(words.agency))
  return warning(`${agencies} ${meeting.not_invited.length === 1 ? 'was' : 'were'} not invited. ` +
    `${words.meeting(meeting.kind)}: it should not be held without.`)
}

// From when it was called until it was held, or is to be; what was called afterwards has no such time.
export function waited (meeting) {
  const end = meeting.held_at ?? meeting.planned_for
  const between = new Date(end) - new Date(meeting.called_at)
  return between > 0 ? stretch(between) : null
}

// One line an agency: "Health: its part of the meeting; 2 actions, 1 of them late"
export function owed (one, words) {
  const actions = one.actions > 0 && count(one.actions, 'open action') + (one.actions_late ? `, ${one.actions_late} of them late` : '')
  return `${words.agency(one.agency)}: ` + [
    one.part && 'its part of the meeting',
    actions,
    one.requests_late > 0 && count(one.requests_late, 'answer to a request that is late', 'answers to requests that are late')
  ].filter(Boolean).join('; ')
}

export function followingLine (meeting, words) {
  const following = meeting.following
  if (!following) return null
  const kind = words.meeting(following.kind)
  if (following.waived_at) return h('p.queue__line', null, `${kind}: said not to be needed`)
  if (!following.owed) return h('p.queue__line', null, `${kind}: held`)
  const late = isPast(following.due_at)
  return h(`p.queue__line${late ? '.late' : ''}`, null, late ? 'Overdue: ' : '', `${kind} by ${shortTime(following.due_at)}`)
}

const whose = (meeting) => meeting.alerts.map((alert, i) => [i > 0 && ', ', alert.restricted
  ? 'a restricted family'
  : link(`/children/${alert.child.id}`, childName(alert.child))])

export function row (meeting, words, { isOfOneChild } = {}) {
  const name = link(`/meetings/${meeting.id}`, words.meeting(meeting.kind), `, meeting ${meeting.id}`)
  if (meeting.restricted) {
    return h('li.queue__row', { 'data-meeting': meeting.id }, h('div.queue__what', null,
      h('h3.queue__heading', null, name, ' ', tags(meeting)), h('p.queue__line', null, 'Of a restricted family')),
    h('div.queue__when', null, shortTime(meeting.held_at ?? meeting.planned_for)))
  }
  return h('li.queue__row', { 'data-meeting': meeting.id },
    h('div.queue__what', null,
      h('h3.queue__heading', null, name, ' ', tags(meeting)),
      !isOfOneChild && h('p.queue__line', null, 'On ', whose(meeting)),
      meeting.state === 'planned' && meeting.not_invited.length > 0 && h('p.queue__line.late', null,
        `Not invited: ${list(meeting.not_invited.map(words.agency))}`),
      meeting.owes.map((one) => h(`p.queue__line${one.part ? '.late' : ''}`, null, 'Owed by ', owed(one, words)))),
    h('div.queue__when', null,
      h(`p.queue__clock${isLate(meeting) ? '.queue__clock--late' : ''}`, null,
        capital(meeting.state === 'held' ? 'held ' : meeting.state === 'planned' ? 'for ' : 'was for '),
        shortTime(meeting.held_at ?? meeting.planned_for)),
      meeting.state === 'held' && waited(meeting) && h('p.queue__line', null, `${waited(meeting)} after it was called`),
      followingLine(meeting, words)))
}

// Meetings of one alert or one child; where they cannot be had, the page still stands.
export async function listOf (query, words) {
  try {
    const { meetings, next } = await api.get('/v1/meetings', { ...query, state: 'all', limit: 100 })
    if (!meetings.length) return paragraph('No meeting was called.')
    return [h('ol.queue', { 'aria-label': 'Meetings' }, meetings.map((meeting) => row(meeting, words, { isOfOneChild: true }))),
      next && paragraph(link('/meetings?state=all', 'There are more of them'))]
  } catch (problem) {
    if (problem.status === undefined) throw problem
    return inset(problem.message)
  }
}
