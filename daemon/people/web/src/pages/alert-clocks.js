// SPDX-License-Identifier: Apache-2.0
// What is owed on an alert and by when, who was told of it and of clocks that were missed, and what the
// agencies in its evidence have heard of the decision.
import { h } from '../dom.js'
import { link, paragraph, section, table, when } from '../parts.js'
import { count, isPast, list, plain, shortTime, stretch } from '../words.js'

const OWED = {
  acknowledge: 'Somebody takes it',
  decide: 'A decision',
  act: 'An action is done',
  feedback: 'The agencies hear of the decision',
  answer: 'An information request is answered',
  conference: 'The meeting that has to follow is held'
}

const MISSED = {
  acknowledge: 'Nobody took it in time',
  decide: 'Nobody decided in time',
  act: 'An action was not done in time',
  feedback: 'Agencies did not hear in time',
  answer: 'An information request was not answered in time',
  conference: 'The meeting that has to follow was not held in time'
}

const KINDS = { risen: 'It rose', grown: 'It grew', escalated: 'It went up', withdrawn: 'It was withdrawn' }

const late = (...children) => h('strong.late', null, ...children)

function stateOf (clock) {
  if (clock.ended_at) return clock.missed_at ? late('Settled late') : 'Settled in time'
  if (isPast(clock.due_at)) return late(`Overdue by ${stretch(Date.now() - new Date(clock.due_at))}`)
  return `${stretch(new Date(clock.due_at) - Date.now())} left`
}

// "duty-manager by email"; of a channel to which all listen, the channel alone.
const toWhom = (notice) => notice.recipient ? `${plain(notice.recipient)} (${notice.channel})` : `the ${notice.channel}`

// One line for all who were told the same at once.
function groups (told) {
  const found = []
  for (const notice of told) {
    const what = notice.kind === 'missed' ? MISSED[notice.clock] ?? 'A clock was missed' : KINDS[notice.kind] ?? plain(notice.kind)
    const last = found.at(-1)
    if (last?.what === what && last.at.slice(0, 16) === notice.at.slice(0, 16)) last.notices.push(notice)
    else found.push({ what, at: notice.at, missed: notice.kind === 'missed', notices: [notice] })
  }
  return found
}

function toldItem ({ what, at, missed, notices }) {
  const waiting = notices.filter((notice) => !notice.sent_at)
  const failed = waiting.filter((notice) => notice.given_up_at)
  return h('li', null, missed ? late(what) : what, ', ', when(at), `: told ${list(notices.map(toWhom))}`,
    failed.length > 0 ? late(`; given up: ${list(failed.map(toWhom))}`)
      : waiting.length > 0 && `; still on its way to ${list(waiting.map(toWhom))}`, '.')
}

export function clocks (alert) {
  if (!alert.clocks.length && !alert.told.length) return null
  return section('Clocks, and who was told',
    alert.clocks.length > 0 && table('What is owed, and by when', [
      { title: 'What', head: true, cell: (row) => OWED[row.kind] ?? plain(row.kind) },
      { title: 'By', cell: (row) => shortTime(row.due_at) },
      { title: 'State', cell: stateOf }
    ], alert.clocks, { hideCaption: true }),
    alert.told.length
      ? h('ul.govuk-list.govuk-list--bullet', null, groups(alert.told).map(toldItem))
      : paragraph('Nobody was told: no route of the rules goes anywhere.'))
}

function heardOf (row) {
  if (row.heard === row.contacts) return `Heard, ${shortTime(row.heard_at)}`
  if (row.overdue) return late(`Overdue: has not heard${row.heard ? ` of ${row.contacts - row.heard}` : ''}`)
  return `To hear by ${shortTime(row.due_at)}`
}

export function feedback (alert, words) {
  if (!alert.decision) return null
  if (!alert.feedback.length) {
    return section('What the agencies hear', paragraph('No agency in the evidence is to hear of decisions.'))
  }
  return section('What the agencies hear',
    table('Feedback to agencies', [
      { title: 'Agency', head: true, cell: (row) => words.agency(row.agency) },
      { title: 'On', cell: (row) => count(row.contacts, 'contact') },
      { title: 'Hears', cell: (row) => row.says === 'outcome' ? words.outcome(alert.decision.outcome) : 'That it was received' },
      { title: 'State', cell: heardOf }
    ], alert.feedback, { hideCaption: true }),
    paragraph(link('/feedback', 'All feedback that agencies wait for')))
}
