// SPDX-License-Identifier: Apache-2.0
// How a flag is said in a line, wherever one shows: on its own page, in lists, on an alert, on a child.
import * as api from '../api.js'
import { h, hidden } from '../dom.js'
import { inset, link, paragraph } from '../parts.js'
import { day, shortDay } from '../words.js'
import { childName } from './sentences.js'

export const ADVICE = 'Flags are advice to the police. Nothing here tells the police’s own system: somebody tells the police, ' +
  'and notes here what they did.'

const STATES = { standing: ['Stands', 'blue'], 'review-due': ['Review due', 'orange'], ended: ['Ended', 'grey'] }

export function stateTag (flag) {
  const [text, colour] = flag.overdue ? ['Review overdue', 'red'] : STATES[flag.state]
  return h(`strong.govuk-tag.govuk-tag--${colour}`, null, text)
}

// What the police did, as far as they told us.
export function police (flag) {
  const reference = flag.police_reference ? `, their reference ${flag.police_reference}` : ''
  return {
    set: `The police set it on ${day(flag.police_on)}${reference}.`,
    'not-set': `The police have not set it: ${flag.police_because}`,
    'taken-off': `The police took theirs off on ${day(flag.police_on)}${reference}.`
  }[flag.police] ?? 'The police have not said yet whether they set it.'
}

export function dates (flag) {
  if (flag.state === 'ended') {
    return [h('p.queue__line', null, `Ended ${shortDay(flag.ended_on)}`, flag.ended_by ? ` by ${flag.ended_by}` : ', by its date'),
      flag.to_be_taken_off && h('p.queue__clock.queue__clock--late', null, 'The police are to take it off')]
  }
  return [h(`p.queue__clock${flag.overdue ? '.queue__clock--late' : ''}`, null,
    flag.overdue ? 'Review overdue: ' : 'Review by ', hidden(flag.overdue ? 'was due ' : ''), shortDay(flag.review_on)),
  h('p.queue__line', null, `Stands until ${shortDay(flag.ends_on)}`)]
}

// Two of one reason for one child, as after a merge.
export const twins = (flag) => flag.also.length > 0 && inset(
  'The same reason stands for this child twice. End one of them: ',
  flag.also.map((id, i) => [i > 0 && ', ', link(`/flags/${id}`, `flag ${id}`)]), '.')

export function row (flag, words, { isOfOneChild } = {}) {
  return h('li.queue__row', { 'data-flag': flag.id },
    h('div.queue__what', null,
      h('h3.queue__heading', null, link(`/flags/${flag.id}`, words.flagReason(flag.reason), `, flag ${flag.id}`), ' ', stateTag(flag)),
      !isOfOneChild && h('p.queue__line', null, 'For ', link(`/children/${flag.child.id}`, childName(flag.child)),
        ', from ', link(`/alerts/${flag.alert}`, `alert ${flag.alert}`)),
      h('p.queue__line.preserve', null, flag.note),
      h('p.queue__line', null, police(flag))),
    h('div.queue__when', null, dates(flag)))
}

// What is wrong with what somebody sent, at its fields; the days in it as people say them.
export function errorsOf ({ message, body }) {
  const said = (text) => text.replace(/\b\d{4}-\d\d-\d\d\b/g, day)
  const errors = (body.errors ?? []).map(({ pointer, detail }) => ({ name: pointer.slice(1), text: said(detail) }))
  if (errors.length) return errors
  return [{ text: said(message), more: body.flag && link(`/flags/${body.flag}`, `Look at flag ${body.flag}`) }]
}

// Flags of one alert or one child; where they cannot be had, the page still stands.
export async function listOf (query, words) {
  try {
    const { flags, next } = await api.get('/v1/flags', { ...query, state: 'all', limit: 100 })
    if (!flags.length) return paragraph('No flag has been advised.')
    return [h('ol.queue', { 'aria-label': 'Flags for the police' }, flags.map((flag) => row(flag, words, { isOfOneChild: true }))),
      next && paragraph(link('/flags?state=all', 'There are more of them'))]
  } catch (problem) {
    if (problem.status === undefined) throw problem
    return inset(problem.message)
  }
}
