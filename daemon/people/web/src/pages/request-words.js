// SPDX-License-Identifier: Apache-2.0
// How information requests to agencies are said, wherever they are shown.
import * as api from '../api.js'
import { h } from '../dom.js'
import { inset, link, paragraph } from '../parts.js'
import { capital, isPast, left, shortTime, stretch } from '../words.js'
import { childName } from './sentences.js'

export const ANSWERS = {
  answered: ['Answered', 'They told us what we asked'],
  partly: ['Answered in part', 'They told us some of it: write below what is still missing'],
  'nothing-held': ['Nothing held', 'They looked, and have nothing on this'],
  'not-disclosed': ['Not disclosed', 'They hold something, and telling it would be more detrimental to the child than not telling it']
}

const TAGS = {
  open: ['Waiting for an answer', 'blue'],
  overdue: ['Overdue', 'red'],
  withdrawn: ['Withdrawn', 'grey']
}
const COLOURS = { answered: 'green', partly: 'turquoise', 'nothing-held': 'grey', 'not-disclosed': 'yellow' }

// In words and colour.
export function requestTag (request) {
  const [text, colour] = request.answer
    ? [ANSWERS[request.answer.kind][0], COLOURS[request.answer.kind]]
    : TAGS[request.state]
  return h(`strong.govuk-tag.govuk-tag--${colour}`, null, text)
}

export const isWaiting = (request) => request.state === 'open' || request.state === 'overdue'

const CHANNELS = {
  email: 'by email',
  webhook: 'by their own system',
  log: 'by the log of this service',
  syslog: 'by syslog',
  journal: 'by the journal'
}
export const channelWords = (channel) => CHANNELS[channel] ?? `by ${channel}`

// Nobody else tells them.
export const mustBeTold = (request) => isWaiting(request) && !request.told && (!request.notice || request.notice.failed)

export function howTold (request) {
  const { notice, told } = request
  if (told) return `${told.by} asked them, ${shortTime(told.at)}: ${told.note}`
  if (!notice) return 'No channel is set for this agency, and nobody has noted yet that they were asked.'
  if (notice.failed) return `The notice could not be delivered ${channelWords(notice.channel)}: ask them yourself.`
  return notice.sent_at
    ? `Told ${channelWords(notice.channel)}, ${shortTime(notice.sent_at)}. The notice names neither the child nor the question.`
    : `On its way ${channelWords(notice.channel)}.`
}

const lateBy = (request) => stretch(new Date(request.answer.received_at) - new Date(request.due_at))

export function clockOf (request) {
  if (request.state === 'withdrawn') return h('p.queue__line', null, `Withdrawn ${shortTime(request.withdrawn.at)}`)
  if (request.answer) {
    return h('p.queue__line', null, `Answered ${shortTime(request.answer.received_at)}, `,
      request.answer.in_time ? 'in time' : h('strong.late', null, `${lateBy(request)} late`))
  }
  return h(`p.queue__clock${isPast(request.due_at) ? '.queue__clock--late' : ''}`, null, capital(left(request.due_at)), ' ',
    h('span.queue__clock-what', null, `to answer by ${shortTime(request.due_at)}`))
}

// A row of a list: which agency, what, about whom, until when.
export function row (request, words, { ofChild = true } = {}) {
  return h('li.queue__row', { 'data-request': request.id },
    h('div.queue__what', null,
      h('h3.queue__heading', null, link(`/requests/${request.id}`, `${words.agency(request.agency)}, request ${request.id}`), ' ', requestTag(request)),
      h('p.queue__line.preserve', null, request.question),
      h('p.queue__line', null, ofChild && ['About ', link(`/children/${request.child.id}`, childName(request.child)), ', on '],
        !ofChild && 'On ', link(`/alerts/${request.alert}`, `alert ${request.alert}`)),
      mustBeTold(request) && h('p.queue__line', null, h('strong', null, 'Nobody has told them yet. '), howTold(request))),
    h('div.queue__when', null, clockOf(request)))
}

const MOST = 50

// Those that wait, the first due first; then the last asked first.
function inOrder (requests) {
  const once = [...new Map(requests.map((request) => [request.id, request])).values()]
  return [
    ...once.filter(isWaiting).sort((a, b) => a.due_at < b.due_at ? -1 : 1),
    ...once.filter((request) => !isWaiting(request)).sort((a, b) => b.id - a.id)
  ]
}

// Requests that fit one of the queries; where they cannot be had, the page still stands.
export async function listOf (queries, words, more) {
  let told
  try {
    told = await Promise.all(queries.map((query) => api.get('/v1/requests', { state: 'all', limit: MOST, ...query })))
  } catch (problem) {
    if (problem.status === undefined) throw problem
    return inset(problem.message)
  }
  const requests = inOrder(told.flatMap((page) => page.requests))
  if (!requests.length) return paragraph('No agency was asked for information.')
  return h('div', null,
    h('ol.queue', { 'aria-label': 'Information requests' }, requests.map((request) => row(request, words, more))),
    told.some((page) => page.next) && paragraph(`Of more than ${MOST} the ones that were asked last are shown.`))
}
