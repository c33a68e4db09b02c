// SPDX-License-Identifier: Apache-2.0
// Whom a meeting is to talk about: each child with what stands open, what is new since the last time, what was said
// then and what is still owed. Read in the room, on the screen or on paper; by time, never by score.
import * as api from '../api.js'
import * as router from '../router.js'
import { h, replace, uniqueId } from '../dom.js'
import { fill, makeField, valuesOf } from '../forms.js'
import { bullets, button, heading, inset, levelTag, link, paragraph, section, sentence } from '../parts.js'
import { ago, capital, count, day, list, occurred, shortDay } from '../words.js'
import { vocabulary } from '../vocabulary.js'
import { childName } from './sentences.js'

const MOST_CONTACTS = 12 // as many as leave a child on one sheet of paper

const kindsOf = (words) => words.meetings ?? []

function chosenKind (words) {
  const wanted = new URLSearchParams(location.search).get('kind')
  return wanted ?? (kindsOf(words).find((kind) => kind.categories.length) ?? kindsOf(words)[0])?.name
}

// ---- One child ---------------------------------------------------------------------------------
function holderOf (alert, words) {
  if (alert.state === 'decided') {
    const decided = `decided on ${shortDay(alert.decided_at)}: ${words.outcome(alert.outcome)}`
    return alert.why === 'called' ? `${decided}; such a meeting on it is planned` : decided
  }
  return alert.held_by ? `${alert.held_by} has it` : 'nobody has it yet'
}

const alertItem = (alert, words) => h('li', null, levelTag(alert.level), ' ', link(`/alerts/${alert.id}`, alert.title),
  ` (alert ${alert.id}), known since ${shortDay(alert.known_at)}; ${holderOf(alert, words)}`)

function contactText (contact, words) {
  const kinds = list([contact.category, ...contact.other_categories].map(words.category))
  const about = contact.about === 'child' ? '' : ', not about the child'
  return `${kinds}, told by ${words.agency(contact.agency)}${about}, on ${occurred(contact)} ` +
    `(known to us ${shortDay(contact.recorded_at)})`
}

// The latest, so that a child stays on one sheet; how many there are besides is said.
function contactItems (contacts, words) {
  const shown = contacts.slice(-MOST_CONTACTS).map((contact) => contactText(contact, words))
  const more = contacts.length - shown.length
  return more > 0 ? [`${count(more, 'earlier contact')}, in the chronology`, ...shown] : shown
}

function news (row, words) {
  const { since, contacts, alerts, decisions } = row.new
  if (!since) {
    return [h('h4.govuk-heading-s', null, 'Never discussed yet'), contacts.length > 0 && paragraph('What the alerts rest on:'),
      bullets(contactItems(contacts, words))]
  }
  const items = [
    ...contactItems(contacts, words),
    ...alerts.map((alert) => ['An alert rose: ', link(`/alerts/${alert.id}`, alert.title), `, ${alert.level}, on ${day(alert.known_at)}`]),
    ...decisions.map((decision) => `${decision.person} decided on “${decision.title}”: ${words.outcome(decision.outcome)}, on ${day(decision.decided_at)}`)
  ]
  return [h('h4.govuk-heading-s', null, `New since the meeting of ${day(since)}`),
    items.length ? bullets(items) : paragraph('Nothing new.')]
}

function actionText (action, words) {
  const state = action.done_at ? `done on ${shortDay(action.done_at)}` : action.overdue ? 'OVERDUE' : 'open'
  return [h('strong', null, `${capital(state)}: `), `${sentence(action.what)} ${action.owner}, ${words.agency(action.agency)}, by ${shortDay(action.due)}`]
}

function lastTime (meeting, words) {
  if (!meeting) return null
  const said = meeting.said.filter((one) => one.said)
  return [
    h('h4.govuk-heading-s', null, 'The last time: ', link(`/meetings/${meeting.id}`, `${day(meeting.held_at)}, chaired by ${meeting.chair}`)),
    said.map((one) => h('blockquote.quote', null, h('p.quote__text', null, one.said))),
    meeting.actions.length > 0
      ? bullets(meeting.actions.map((action) => actionText(action, words)))
      : paragraph('No action was set for this child.')
  ]
}

function restrictedChild (row) {
  return h('li.agenda__child', null,
    h('h3.govuk-heading-m.agenda__name', null, 'A child of a restricted family'),
    row.open_since && paragraph(`Open for ${ago(row.open_since)}.`),
    paragraph('Only those named for the family, and the duty manager, see whose it is. '),
    row.alerts && paragraph(list(row.alerts.map((alert) => `Alert ${alert.id}`)) + '.'))
}

// Ticked: it is talked about, and stands in the record of the meeting.
function tick (row, onchange) {
  const id = uniqueId('talk')
  const input = h('input.govuk-checkboxes__input', { id, type: 'checkbox', onchange })
  input.checked = true
  row.ticked = () => input.checked
  return h('div.govuk-checkboxes.govuk-checkboxes--small.agenda__tick', null, h('div.govuk-checkboxes__item', null, input,
    h('label.govuk-label.govuk-checkboxes__label', { for: id }, 'We talk about ', row.child.name || `child ${row.child.id}`)))
}

function childItem (row, words, onchange) {
  if (row.restricted) return restrictedChild(row)
  return h('li.agenda__child', { 'data-child': row.child.id },
    h('h3.govuk-heading-m.agenda__name', null, link(`/children/${row.child.id}`, `${childName(row.child)}, child ${row.child.id}`)),
    paragraph(`Open for ${ago(row.open_since)}, since ${day(row.open_since)}`, row.team && `; with ${row.team}`, '.'),
    h('ul.govuk-list', null, row.alerts.map((alert) => alertItem(alert, words))),
    news(row, words), lastTime(row.last_meeting, words), tick(row, onchange))
}

function owedItem (row, words) {
  if (row.restricted) return restrictedChild(row)
  return h('li.agenda__child', { 'data-child': row.child.id },
    h('h3.govuk-heading-m.agenda__name', null, link(`/children/${row.child.id}`, `${childName(row.child)}, child ${row.child.id}`)),
    lastTime(row.last_meeting, words))
}

// ---- Around them -------------------------------------------------------------------------------
function kindForm (kind, words) {
  const field = makeField({
    name: 'kind', label: 'Meeting', kind: 'select', small: true, options: kindsOf(words).map((one) => [one.name, one.title])
  })
  const form = h('form.filters', { role: 'search', 'aria-label': 'Which meeting', novalidate: true }, field.node,
    h('div.filters__buttons', null, h('button.govuk-button.govuk-button--secondary', { type: 'submit' }, 'Show')))
  fill(form, { kind })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    router.go('/agenda' + api.asQuery(valuesOf(form)))
  })
  return form
}

function recordLink (agenda) {
  const place = h('span')
  const show = () => {
    const rows = agenda.children.filter((row) => row.ticked?.())
    const alerts = [...new Set(rows.flatMap((row) => row.alerts.map((alert) => alert.id)))]
    replace(place, h('a.govuk-button', {
      href: '/meetings/new' + api.asQuery({ kind: agenda.kind, alerts: alerts.join(',') }), role: 'button', draggable: 'false'
    }, rows.length ? `Record this meeting, on ${count(rows.length, 'child', 'children')}` : 'Record this meeting'))
  }
  return { place, show }
}

const tools = (agenda, record) => h('div.govuk-button-group.agenda__tools', null, record.place,
  button('Print', () => window.print(), { secondary: true }),
  h('a.govuk-button.govuk-button--secondary', {
    href: '/v1/agenda.csv' + api.asQuery({ kind: agenda.kind }), download: true, role: 'button', draggable: 'false'
  }, 'Download as CSV'))

function planned (agenda) {
  return agenda.planned.length > 0 && inset('Planned: ', agenda.planned.map((meeting, i) => [
    i > 0 && ', ', link(`/meetings/${meeting.id}`, day(meeting.planned_for))]), '.')
}

// Why one is on it, in a sentence that holds for this kind of meeting.
function whoIsOnIt (kind, words) {
  const categories = kind.categories.map((name) => words.category(name).toLowerCase())
  return (categories.length
    ? `On it are children with an open alert about ${list(categories, 'or')}, and those whose alert was sent here. `
    : 'On it are children on whose alert such a meeting is planned, or whose alert was sent here. ') +
    'The one whose alert we have known of longest comes first, whatever its level.'
}

function allOf (agenda, words, onchange) {
  if (!agenda.children.length) return inset('Nobody stands on it.')
  const more = agenda.count - agenda.children.length
  return [h('ol.agenda', null, agenda.children.map((row) => childItem(row, words, onchange))),
    more > 0 && inset(`${count(more, 'more child', 'more children')} stand on it: these are the ${agenda.children.length} open longest.`)]
}

const owed = (agenda, words) => agenda.owed.length > 0 && section('Still owed',
  paragraph('No alert of these children is open here, but something that a meeting asked for is not done.'),
  h('ol.agenda', null, agenda.owed.map((row) => owedItem(row, words))))

const nobodySaid = () => ({
  title: 'Agenda',
  node: h('div', null, heading('Agenda'), inset('No kinds of meetings are declared. ',
    'Whoever runs this service writes them as “meetings” into rules.conf.'))
})

export async function make () {
  const words = await vocabulary()
  const wanted = chosenKind(words)
  if (!wanted) return nobodySaid()
  const agenda = await api.get('/v1/agenda', { kind: wanted })
  const kind = kindsOf(words).find((one) => one.name === agenda.kind) ?? { categories: [] }
  const record = recordLink(agenda)
  const node = h('div.agenda-page', null,
    heading(`Agenda: ${agenda.title}`, `${day(new Date().toISOString())} · ${count(agenda.count, 'child', 'children')}`),
    kindForm(agenda.kind, words), paragraph(whoIsOnIt(kind, words)), planned(agenda), tools(agenda, record),
    section('To talk about', allOf(agenda, words, record.show)), owed(agenda, words))
  record.show()
  return { title: `Agenda: ${agenda.title}`, node }
}
