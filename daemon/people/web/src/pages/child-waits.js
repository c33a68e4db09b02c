// SPDX-License-Identifier: Apache-2.0
// What a child waits for or waited for: in sentences, as bars along a line of time, and as a table. The pairing of
// what began and what ended is the daemon's, and means what the rule means.
import { h } from '../dom.js'
import { bullets, details, inset, link, paragraph, section, table } from '../parts.js'
import { waitBars } from '../waits-picture.js'
import { count, day, list, occurred, shortTime } from '../words.js'

const DAY = 864e5

// "18 weeks"; under two weeks "9 days"
export function lasting (milliseconds) {
  const days = Math.floor(milliseconds / DAY + 1e-6)
  return days < 14 ? count(days, 'day') : count(Math.floor(days / 7), 'week')
}

const between = (from, to) => lasting(new Date(to) - new Date(from))
const now = () => new Date().toISOString()

const contactsOf = (wait, child) => {
  const ids = new Set(wait.contacts_during)
  return child.chronology.filter((contact) => ids.has(contact.id))
}

// "meanwhile 4 contacts of 2 agencies came, 1 of them not about the child"
function meanwhile (wait, child) {
  const all = contactsOf(wait, child)
  if (!all.length) return 'no other contact came meanwhile'
  const agencies = new Set(all.map((contact) => contact.agency)).size
  const others = all.filter((contact) => contact.about !== 'child').length
  return `meanwhile ${count(all.length, 'contact')} of ${count(agencies, 'agency', 'agencies')} came` +
    (others ? `, ${others} of them not about the child` : '')
}

// Without a rule that asks about it a wait has no time that could be up.
function againstTheRule (wait) {
  if (!wait.late_after) return ''
  const allowed = between(wait.began_at, wait.late_after)
  if (wait.ended && wait.late) return `: ${between(wait.late_after, wait.ended_at)} after the ${allowed} were up`
  if (wait.ended) return `, within the ${allowed} that it may last`
  return wait.late
    ? `; the ${allowed} that it may last were up on ${day(wait.late_after)}`
    : `; the ${allowed} that it may last are up on ${day(wait.late_after)}`
}

export function sentenceOf (wait, child, words) {
  const begun = `The wait begun on ${day(wait.began_at)}, told by ${words.agency(wait.agency)}, `
  const became = wait.ended
    ? `ended on ${day(wait.ended_at)}, after ${between(wait.began_at, wait.ended_at)}`
    : `has not ended in ${between(wait.began_at, now())}`
  return `${begun}${became}${againstTheRule(wait)}; ${meanwhile(wait, child)}.`
}

const barOf = (wait, child) => ({
  began: wait.began_at,
  ended: wait.ended_at,
  lateAfter: wait.late_after,
  allowed: wait.late_after && between(wait.began_at, wait.late_after),
  lasted: between(wait.began_at, wait.ended_at ?? now()),
  contacts: contactsOf(wait, child).map((contact) => contact.occurred_at)
})

function asTable (waits, child, words) {
  const rows = waits.flatMap((wait, i) => [
    { at: wait.began_at, what: 'The wait begins', from: words.agency(wait.agency) },
    ...contactsOf(wait, child).map((contact) => ({
      at: contact.occurred_at,
      said: occurred(contact, true),
      what: list([contact.category, ...contact.other_categories].map(words.category)),
      from: words.agency(contact.agency)
    })),
    wait.late_after && { at: wait.late_after, what: 'The time that it may last is up', from: '–' },
    wait.ended && { at: wait.ended_at, what: 'The wait ends', from: '–' }
  ].filter(Boolean).sort((a, b) => new Date(a.at) - new Date(b.at)).map((row) => ({ ...row, wait: i + 1 })))
  return table('Waits, and the contacts that came meanwhile', [
    { title: 'Wait', head: true, cell: (row) => row.wait },
    { title: 'When', cell: (row) => row.said ?? shortTime(row.at) },
    { title: 'What', cell: (row) => row.what },
    { title: 'From', cell: (row) => row.from }
  ], rows, { hideCaption: true })
}

const figure = (waits, child, words) => [
  waitBars(waits.map((wait) => barOf(wait, child)),
    `${count(waits.length, 'wait')} along a line of time. The sentences above and the table below say the same.`),
  details('See the waits as a table', asTable(waits, child, words))
]

const alertOf = (wait, child) => child.alerts.find((alert) => alert.id === wait.alert)

function item (wait, child, words) {
  const alert = alertOf(wait, child)
  return [sentenceOf(wait, child, words), alert && [' ', link(`/alerts/${alert.id}`, `Alert ${alert.id}: ${alert.title}`)]]
}

// On the page of the child.
export function waitsSection (child, words) {
  if (!child.waits?.length) return null
  return section('Waits', bullets(child.waits.map((wait) => item(wait, child, words))), figure(child.waits, child, words))
}

// On the page of an alert of an `unless` rule whose incident is a wait: what the alert is about.
export function waitsOfAlert (alert, child, words) {
  if (alert.rule.kind !== 'unless') return null
  const evidence = new Set(alert.evidence.flatMap((incident) => incident.contacts.map((contact) => contact.id)))
  const waits = (child.waits ?? []).filter((wait) => wait.rule === alert.rule.name && evidence.has(wait.started))
  if (!waits.length) return null
  const ended = waits.some((wait) => wait.ended && wait.late)
  return h('div', null,
    waits.length === 1 ? paragraph(sentenceOf(waits[0], child, words)) : bullets(waits.map((wait) => sentenceOf(wait, child, words))),
    ended && alert.state !== 'decided' && alert.state !== 'withdrawn' &&
      inset('It ended, and too late: the alert stands until somebody has decided on it.'),
    figure(waits, child, words))
}

// By contact: what it is to a wait, for the chronology.
export function waitMarks (child) {
  const marks = new Map()
  for (const wait of child.waits ?? []) for (const id of wait.contacts_during) marks.set(id, 'During a wait')
  for (const wait of child.waits ?? []) if (wait.ended) marks.set(wait.ended, 'A wait ends')
  for (const wait of child.waits ?? []) marks.set(wait.started, 'A wait begins')
  return marks
}
