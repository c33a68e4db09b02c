// SPDX-License-Identifier: Apache-2.0
// What needs somebody now, by the clock that is left. The list never moves under a reader: what is new is
// announced, and shown when they ask for it.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as router from '../router.js'
import * as session from '../session.js'
import { append, h, hidden, replace } from '../dom.js'
import { makeField, valuesOf, fill } from '../forms.js'
import { banner, button, heading, levelTag, link, paragraph, stateTag } from '../parts.js'
import { ago, capital, count, isPast, left, list, shortDay } from '../words.js'
import { vocabulary } from '../vocabulary.js'

const POLL = 20e3
const FILTERS = ['state', 'level', 'rule', 'team']
const OPEN = ''

function readFilters () {
  const given = new URLSearchParams(location.search)
  return Object.fromEntries(FILTERS.map((name) => [name, given.get(name) ?? '']))
}

function filterForm (filters, words) {
  const fields = [
    makeField({
      name: 'state',
      label: 'Show',
      kind: 'select',
      small: true,
      options: [[OPEN, 'What needs a decision'], ['new', 'New: nobody holds it yet'], ['acknowledged', 'Held by somebody'],
        ['decided', 'Decided'], ['withdrawn', 'Withdrawn']]
    }),
    makeField({
      name: 'level',
      label: 'Level',
      kind: 'select',
      small: true,
      options: [['', 'All levels'], ['red', 'Red'], ['amber', 'Amber'], ['green', 'Green'], ['blue', 'Blue']]
    }),
    makeField({
      name: 'rule',
      label: 'Rule',
      kind: 'select',
      small: true,
      options: [['', 'All rules'], ...words.rules.map((rule) => [rule.name, rule.title])]
    }),
    words.teams?.length > 0 && makeField({
      name: 'team', label: 'Team', kind: 'select', small: true, options: [['', 'All teams'], ...words.teams.map((team) => [team, team])]
    }),
  ].filter(Boolean)
  const form = h('form.filters', { 'aria-label': 'Filter', role: 'search', novalidate: true },
    fields.map((field) => field.node),
    h('div.filters__buttons', null,
      h('button.govuk-button.govuk-button--secondary', { type: 'submit' }, 'Filter'),
      Object.values(filters).some(Boolean) && link('/', 'Clear the filter')))
  fill(form, filters)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    router.go('/' + api.asQuery(valuesOf(form)))
  })
  return form
}

const CLOCKS = { acknowledge: 'to be taken', decide: 'to decide', act: 'to act' }

function clockOf (alert) {
  const due = alert.clock?.due_at
  if (!due) return null
  const late = isPast(due)
  return h(`p.queue__clock${late ? '.queue__clock--late' : ''}`, null, capital(left(due)), ' ',
    h('span.queue__clock-what', null, CLOCKS[alert.clock.kind] ?? alert.clock.kind))
}

const isOpen = (alert) => alert.state === 'new' || alert.state === 'acknowledged'

function growth (alert) {
  const seen = drafts.lastSeen(session.person(), alert.id)
  const more = seen === null ? 0 : alert.incidents - seen
  if (more <= 0) return null
  return h('p.queue__growth', null, `${count(more, 'more incident')} since you last looked`)
}

function holderOf (alert, words) {
  if (alert.state === 'decided') return `${words.outcome(alert.outcome)}, by ${alert.decided_by}`
  if (alert.state !== 'acknowledged') return isOpen(alert) ? 'nobody has it yet' : null
  return alert.acknowledged_by === session.title() ? 'you have it' : `${alert.acknowledged_by} has it`
}

const standing = (alert) => isOpen(alert) ? `Standing for ${ago(alert.known_at)}` : `Known ${shortDay(alert.known_at)}`

// Of a restricted family the alert shows, but not whose it is.
function restrictedRow (alert) {
  return h('li.queue__row', { 'data-alert': alert.id },
    h('div.queue__level', null, levelTag(alert.level)),
    h('div.queue__what', null,
      h('h2.queue__heading', null, h('a.queue__title.govuk-link', { href: `/alerts/${alert.id}` }, `Alert ${alert.id} of a restricted family`)),
      h('p.queue__line', null, 'Only those named for the family, and the duty manager, see whose it is.')),
    h('div.queue__when', null, h('p.queue__line', null, standing(alert)), h('p.queue__line', null, stateTag(alert.state))))
}

function row (alert, words) {
  if (alert.restricted) return restrictedRow(alert)
  const agencies = list(alert.agencies.map(words.agency))
  return h('li.queue__row', { 'data-alert': alert.id },
    h('div.queue__level', null, levelTag(alert.level)),
    h('div.queue__what', null,
      h('h2.queue__heading', null,
        h('a.queue__title.govuk-link', { href: `/alerts/${alert.id}` }, alert.title, hidden(`, child ${alert.child.id}`))),
      alert.scope === 'household' && h('p.queue__line', null, `A household with ${count(alert.children.length, 'child', 'children')}, of whom the first is`),
      h('p.queue__line', null, h('strong', null, alert.child.name || 'Name not known'),
        alert.child.birth_date && `, ${alert.child.birth_expected ? 'due' : 'born'} ${shortDay(alert.child.birth_date)}`,
        ` · child ${alert.child.id}`, alert.teams?.length > 0 && ` · open to ${list(alert.teams)}`),
      alert.scope === 'doubt' && h('p.queue__line', null, h('strong.govuk-tag.govuk-tag--purple', null, 'Identity unconfirmed')),
      h('p.queue__line', null, `${count(alert.incidents, 'incident')}, told by ${agencies}`),
      growth(alert)),
    h('div.queue__when', null, clockOf(alert),
      h('p.queue__line', null, standing(alert)),
      h('p.queue__line', null, stateTag(alert.state), ' ', holderOf(alert, words))))
}

const queryOf = (filters, more) => ({ ...filters, state: filters.state || 'open', ...more })

// "12 alerts stand: 2 red, 10 amber; nobody has 7 of them"
function openWords (kinds, open) {
  if (!open) return 'No alert stands undecided.'
  const of = (wanted) => kinds.filter(wanted).reduce((sum, kind) => sum + kind.alerts, 0)
  const levels = ['red', 'amber', 'green', 'blue'].map((level) => [level, of((kind) => kind.level === level)])
    .filter(([, n]) => n).map(([level, n]) => `${n.toLocaleString('en-GB')} ${level}`)
  const free = of((kind) => kind.state === 'new')
  return `${count(open, 'alert')} ${open === 1 ? 'stands' : 'stand'} undecided: ${list(levels)}.` +
    (free ? ` Nobody has ${free === open ? 'any' : free.toLocaleString('en-GB')} of them yet.` : '')
}

export async function make () {
  const filters = readFilters()
  const words = await vocabulary()
  const first = await api.get('/v1/alerts', queryOf(filters))
  const shown = new Set()
  const listPlace = h('ol.queue', { 'aria-label': 'Alerts' })
  const newPlace = h('div', { 'aria-live': 'polite' })
  const morePlace = h('div')
  const open = (first.open ?? []).reduce((sum, kind) => sum + kind.alerts, 0)

  function show (page) {
    for (const alert of page.alerts) {
      if (shown.has(alert.id)) continue
      shown.add(alert.id)
      append(listPlace, row(alert, words))
    }
    replace(morePlace, page.next && button('Show more', async (event) => {
      event.target.disabled = true
      const last = listPlace.lastElementChild
      show(await api.get('/v1/alerts', queryOf(filters, { after: page.next })))
      last?.nextElementSibling?.querySelector('a')?.focus()
    }, { secondary: true }))
  }

  async function look () {
    if (!session.isActive()) return
    let page
    try {
      page = await api.get('/v1/alerts', queryOf(filters))
    } catch {
      return // the next look, or the next press, says what is wrong
    }
    const fresh = page.alerts.filter((alert) => !shown.has(alert.id)).length
    replace(newPlace, fresh > 0 && h('button.queue__new', {
      type: 'button', onclick: () => router.show({ focus: true })
    }, `${count(fresh, 'new alert')}: show ${fresh === 1 ? 'it' : 'them'}`))
  }

  show(first)
  const timer = setInterval(look, POLL)
  const what = filters.state ? { new: 'New alerts', acknowledged: 'Alerts that somebody has', decided: 'Decided alerts', withdrawn: 'Withdrawn alerts' }[filters.state] : 'What needs a decision'
  return {
    title: what,
    node: h('div', null,
      heading(what ?? 'Alerts'),
      paragraph(openWords(first.open ?? [], open)),
      filterForm(filters, words), newPlace,
      first.alerts.length === 0
        ? banner('Nothing here', paragraph('No alert stands that fits the filter. An alert rises when incidents add up; the ordinary route goes on as ever.'))
        : listPlace,
      morePlace),
    leave: () => clearInterval(timer)
  }
}
