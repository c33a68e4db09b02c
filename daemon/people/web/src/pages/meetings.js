// SPDX-License-Identifier: Apache-2.0
// Meetings on alerts: the list, and the form that calls one.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as router from '../router.js'
import * as session from '../session.js'
import { h, replace } from '../dom.js'
import { fill, form, makeField, valuesOf } from '../forms.js'
import { choice, choiceOf, filterForm, filtersOf, pagedList } from '../listing.js'
import { heading, inset, levelName, link, paragraph, say } from '../parts.js'
import { list } from '../words.js'
import { vocabulary } from '../vocabulary.js'
import { NOTHING_DECIDED, row } from './meeting-words.js'
import { childName } from './sentences.js'

const MOST = 100 // alerts of one meeting: one about exploitation talks about many children

// ---- The list ----------------------------------------------------------------------------------
const ABOUT = {
  '': 'What is planned, the next first.',
  owing: 'Planned and past without a word of how it went; an agency that owes its part, an action or an answer; or a meeting that has to follow.',
  held: 'What was held, the latest first.',
  cancelled: 'What was cancelled, the latest first.',
  all: 'All of them, the latest first.'
}

export async function makeList () {
  const filters = filtersOf(['state', 'kind'])
  const words = await vocabulary()
  const meetings = await pagedList({
    label: 'Meetings',
    path: '/v1/meetings',
    query: { state: filters.state || 'planned', kind: filters.kind },
    rows: (page) => page.meetings.map((meeting) => row(meeting, words)),
    none: 'There is no such meeting.'
  })
  return {
    title: 'Meetings',
    node: h('div', null, heading('Meetings'), paragraph(ABOUT[filters.state] ?? '', ' One is called from the page of an alert, or from an ',
        link('/agenda', 'agenda'), '.'),
      filterForm('/meetings', [
        choice('state', 'Show', [['', 'Planned'], ['owing', 'Where somebody owes something'], ['held', 'Held'],
          ['cancelled', 'Cancelled'], ['all', 'All']]),
        choiceOf('kind', 'Kind', 'All kinds', words.meetings)
      ], filters), h('h2.govuk-visually-hidden', null, 'Meetings'), meetings)
  }
}

// ---- Calling one -------------------------------------------------------------------------------
// Alerts that it may be on: those of the address; where that is one, others of the child and of the household.
function alertOptions (alerts) {
  const options = new Map()
  for (const alert of alerts) {
    options.set(alert.id, [String(alert.id), `${alert.rule.title}, of ${childName(alert.child)}`, levelName(alert.level)])
  }
  for (const alert of alerts.length === 1 ? alerts : []) {
    for (const other of [...alert.other_alerts, ...alert.household_alerts]) {
      if (options.has(other.id)) continue
      options.set(other.id, [String(other.id), `${other.title}, of ${childName(other.child ?? alert.child)}`,
        other.child ? `${levelName(other.level)}. Lives or lived with this child` : levelName(other.level)])
    }
  }
  return [...options.values()]
}

// "2026-12-01" and "10:00", by the clock of the rules
export const dayAndTime = (name, label, hint) => [
  makeField({ name: `${name}_day`, label: `${label}: the day`, hint, type: 'date', width: 10, small: true }),
  makeField({ name: `${name}_time`, label: `${label}: the time`, type: 'time', width: 5, small: true })
]
export const instantOf = (values, name) => `${values[`${name}_day`]}T${values[`${name}_time`].slice(0, 5)}`
export const checkInstant = (values, name) => [
  !values[`${name}_day`] && { name: `${name}_day`, text: 'Give the day' },
  !values[`${name}_time`] && { name: `${name}_time`, text: 'Give the time' }
].filter(Boolean)

export const agencyOptions = (words) => words.agencies.map((agency) => [agency.name, agency.title])

function formFields (alerts, words) {
  return [
    makeField({
      name: 'kind', label: 'What kind of meeting?', kind: 'choice', options: words.meetings.map(({ name, title }) => [name, title])
    }),
    makeField({
      name: 'alerts',
      label: 'On which alerts?',
      hint: 'Brothers and sisters, and other rules on this child, may be talked about together.',
      kind: 'choice',
      many: true,
      compact: true,
      options: alertOptions(alerts)
    }),
    ...dayAndTime('planned_for', 'When', 'If it was held already: when it was. Note then how it went.'),
    makeField({ name: 'place', label: 'Where (optional)', width: 20 }),
    makeField({
      name: 'agencies', label: 'Who is invited?', kind: 'choice', many: true, compact: true, options: agencyOptions(words)
    })
  ]
}

function check (values) {
  return [
    !values.kind && { name: 'kind', text: 'Choose what kind of meeting' },
    !values.alerts.length && { name: 'alerts', text: 'Tick at least one alert' },
    ...checkInstant(values, 'planned_for'),
    !values.agencies.length && { name: 'agencies', text: 'Tick who is invited' }
  ].filter(Boolean)
}

// Whom its kind should not be without, as long as they are not ticked.
function lacking (values, words) {
  const kind = words.meetings.find(({ name }) => name === values.kind)
  const names = (kind?.needs_agencies ?? []).filter((name) => !values.agencies?.includes(name))
  return names.length
    ? inset(h('strong', null, `Not invited: ${list(names.map(words.agency))}. `), `${kind.title}: it should not be held without.`)
    : null
}

const fieldOf = (pointer) => ({ planned_for: 'planned_for_day' })[pointer.split('/')[1]] ?? pointer.split('/')[1]

const explain = (problem) => {
  const errors = (problem.body.errors ?? []).map(({ pointer, detail }) => ({ name: fieldOf(pointer), text: detail }))
  return errors.length ? errors : [{ text: problem.message }]
}

function callForm (alerts, words, kind) {
  const who = session.person()
  const key = `meeting:${alerts.map((alert) => alert.id)}`
  const fields = formFields(alerts, words)
  const warningPlace = h('div', { role: 'status' })
  const draft = drafts.read(who, key)
  const made = form({
    label: 'Call a meeting',
    fields,
    children: [fields.map((field) => field.node), warningPlace],
    submit: 'Call this meeting',
    check,
    async send (values) {
      const meeting = await api.post('/v1/meetings', {
        kind: values.kind,
        alerts: values.alerts.map(Number),
        planned_for: instantOf(values, 'planned_for'),
        place: values.place,
        agencies: values.agencies
      })
      drafts.drop(who, key)
      await router.go(`/meetings/${meeting.id}`)
      say('The meeting is noted here. Invite the agencies as you always do: nothing is sent to them.')
    },
    explain,
    onInput (values) {
      drafts.write(who, key, values)
      replace(warningPlace, lacking(values, words))
    }
  })
  fill(made.node, draft ?? { kind, alerts: alerts.map((alert) => String(alert.id)) })
  replace(warningPlace, lacking(valuesOf(made.node), words))
  return [draft && inset('What you had typed before is back. It was kept on this computer only.'), made.node]
}

export async function makeNew () {
  const given = new URLSearchParams(location.search)
  // "alert=1&alert=2"; an agenda says "alerts=1,2"
  const ids = [...given.getAll('alert'), ...(given.get('alerts') ?? '').split(',')].filter(Boolean)
  const [words, ...alerts] = await Promise.all([vocabulary(),
    ...ids.slice(0, MOST).map((id) => api.get(`/v1/alerts/${encodeURIComponent(id)}`))])
  if (!alerts.length) {
    return {
      title: 'Call a meeting',
      node: h('div.page-narrow', null, heading('Call a meeting'), paragraph('A meeting is called from an alert: ', link('/', 'choose one'), '.'))
    }
  }
  return {
    title: 'Call a meeting',
    node: h('div.page-narrow', null,
      h('a.govuk-back-link', { href: `/alerts/${alerts[0].id}` }, `Alert ${alerts[0].id}`),
      heading('Call a meeting', link(`/children/${alerts[0].child.id}`, childName(alerts[0].child))),
      inset(NOTHING_DECIDED),
      ids.length > MOST && inset(`A meeting is on ${MOST} alerts at most: these are the first. Call another for the others.`),
      words.meetings.length
        ? callForm(alerts, words, given.get('kind') ?? '')
        : inset('No kind of meeting is declared yet. Ask those who run this service to write meetings in rules.conf.'))
  }
}
