// SPDX-License-Identifier: Apache-2.0
// One alert: in the first screen what it says and why now; then the picture; then the decision.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as router from '../router.js'
import * as session from '../session.js'
import { h, replace } from '../dom.js'
import {
  banner, bannerText, bullets, button, details, heading, inset, levelTag, link, ordinaryRoute, paragraph, section, sentence,
  stateTag, summary, when
} from '../parts.js'
import { climbOf, picture, pictureSummary } from '../picture.js'
import { capital, count, isPast, left, list, occurred, plain, time } from '../words.js'
import { vocabulary } from '../vocabulary.js'
import { clocks, feedback } from './alert-clocks.js'
import * as flags from './alert-flags.js'
import * as requests from './alert-requests.js'
import * as meetings from './alert-meetings.js'
import { waitsOfAlert } from './child-waits.js'
import { decisionForm } from './decision-form.js'
import { ABOUT, changeOf, childName, different, meaning, sinceWhen, whyNow, withdrawnWhy } from './sentences.js'

const isOpen = (alert) => alert.state === 'new' || alert.state === 'acknowledged'

// ---- The first screen --------------------------------------------------------------------------
function holding (alert, refresh) {
  if (!isOpen(alert)) return null
  if (alert.acknowledged_by && alert.state === 'acknowledged') {
    return paragraph(h('strong', null, `${capital(alert.acknowledged_by)} has it`), ' since ', when(alert.acknowledged_at), '.')
  }
  const place = h('div')
  return h('div', null,
    paragraph('Nobody has it yet. Take it, so that colleagues know.'),
    button('I have this alert', async () => {
      try {
        await api.post(`/v1/alerts/${alert.id}/acknowledge`)
        await refresh('You have this alert now.')
      } catch (problem) {
        if (problem.status === undefined) throw problem
        replace(place, inset(problem.message))
      }
    }, { secondary: true }), place)
}

const lastTitle = (alert) => alert.last_decision ? 'What is different from the last decision' : 'What was decided before'

// An alert of several children: of a household, or of records of which nobody has said who is who.
function whose (alert) {
  if (alert.scope === 'child') return null
  const children = bullets(alert.children.map((child) => link(`/children/${child.id}`, `${childName(child)}, child ${child.id}`)))
  return inset(paragraph(alert.scope === 'household'
    ? 'It is about the children of one household together:'
    : ['It needs records that may be of one child, and nobody has said yet whether they are. ', link('/identity', 'Look at the doubts'), ':']), children)
}

const clockText = (alert) => alert.decide_by && isOpen(alert) && h(
  `p.alert-clock${isPast(alert.decide_by) ? '.alert-clock--late' : ''}`, null,
  h('strong', null, capital(left(alert.decide_by))), ' to decide, by ', when(alert.decide_by))

// A rule about parents counts a contact about the child itself where it names its parent as well.
function incidentItem (incident, words, { wasDecided, countsChild }) {
  const [first] = incident.contacts
  const agencies = list([...new Set(incident.contacts.map((contact) => words.agency(contact.agency)))])
  const kinds = list([...new Set(incident.contacts.flatMap((contact) =>
    [contact.category, ...contact.other_categories]))].map(words.category))
  const of = (name) => [...new Set(incident.contacts.map((contact) => contact[name]).filter(Boolean))]
  const abouts = of('about').map((about) => about === 'child' && !countsChild ? 'naming a parent or carer' : ABOUT[about]).filter(Boolean)
  const outcomes = of('outcome').map(words.outcome)
  const fresh = wasDecided && incident.contacts.some((contact) => contact.new)
  return h('li.incident', null,
    h('div.incident__head', null, h('span.incident__number', { 'aria-hidden': 'true' }, incident.incident),
      h('strong', null, kinds), ` on ${occurred(first)}`,
      fresh && h('strong.moj-badge.moj-badge--blue.incident__new', null, 'New')),
    h('p.incident__told', null, `Told by ${agencies}`,
      incident.contacts.length > 1 && `, in ${count(incident.contacts.length, 'contact')}`,
      abouts.length > 0 && `, ${list(abouts)}`,
      outcomes.length > 0 && `. It came to: ${list(outcomes)}`),
    incident.contacts.map((contact) => summaryOf(contact, words)))
}

function summaryOf (contact, words) {
  if (contact.summary_withheld) {
    return h('p.incident__summary', null, `${words.agency(contact.agency)}: what is said here is closed to you (${plain(contact.handling)}).`)
  }
  return contact.summary && h('p.incident__summary', null, `${words.agency(contact.agency)}: “${contact.summary}”`)
}

// ---- The picture -------------------------------------------------------------------------------
const DAY = 864e5
const LENGTHS = { hour: DAY / 24, day: DAY, week: 7 * DAY, month: 30.44 * DAY, year: 365.25 * DAY }

// About how long a span of the rules is, to draw it: "12 months"
function length (span) {
  const found = /^(\d+) (hour|day|week|month|year)s?$/.exec(span ?? '')
  return found ? found[1] * LENGTHS[found[2]] : null
}

function modelOf (alert, child, words) {
  const counted = new Map(alert.evidence.flatMap((incident) =>
    incident.contacts.map((contact) => [contact.id, { incident: incident.incident, fresh: contact.new }])))
  const own = new Set(child.chronology.map((contact) => contact.id))
  const all = [...child.chronology, ...alert.evidence.flatMap((incident) => incident.contacts).filter((contact) => !own.has(contact.id))]
  const contacts = all.map((contact) => ({
    at: contact.occurred_at,
    agency: contact.agency,
    agencyTitle: words.agency(contact.agency),
    about: contact.about,
    title: words.category(contact.category),
    incident: counted.get(contact.id)?.incident ?? null,
    counted: counted.has(contact.id),
    fresh: Boolean(alert.last_decision) && (counted.get(contact.id)?.fresh ?? false)
  }))
  const needs = alert.rule.tiers?.[0]?.needs
  const countsAgencies = Boolean(needs?.agencies && !needs.incidents)
  const times = alert.evidence.map((incident) => incident.contacts[0].occurred_at)
  const within = length(alert.rule.within)
  const end = times.at(-1) ?? alert.known_at
  const names = [...new Set(contacts.filter((contact) => contact.about === 'child').map((contact) => contact.agency))]
  const model = {
    agencies: words.agencies.filter((agency) => names.includes(agency.name))
      .concat(names.filter((name) => !words.agencies.some((agency) => agency.name === name))
        .map((name) => ({ name, title: words.agency(name) }))),
    contacts,
    decisions: child.alerts.filter((other) => other.decision).map((other) => ({
      at: other.decision.decided_at, title: words.outcome(other.decision.outcome)
    })),
    climb: climbOf(times, within, countsAgencies && alert.evidence.map((incident) => incident.contacts.map((contact) => contact.agency))),
    need: (countsAgencies ? needs.agencies : needs?.incidents) || null,
    counted: countsAgencies ? 'Agencies counted' : 'Incidents counted',
    window: alert.rule.within && times.length > 0
      ? { from: within ? new Date(new Date(end) - within).toISOString() : null, to: end }
      : null,
    windowText: alert.rule.within === 'ever' ? 'all that is on file' : `the ${alert.rule.within} that the rule looks at`,
    until: alert.decision?.decided_at ?? new Date().toISOString()
  }
  return { ...model, summary: pictureSummary(model) }
}

// ---- What was decided, and what happened so far ------------------------------------------------
function decided (alert, words) {
  const decision = alert.decision
  const together = decision.together.filter((id) => id !== alert.id)
  return section('The decision',
    summary([
      ['Outcome', h('strong', null, words.outcome(decision.outcome))],
      ['Decided by', decision.person],
      ['When', time(decision.decided_at)],
      ['On', `version ${decision.evidence_version} of the evidence`],
      ['Why', h('p.preserve', null, decision.rationale)],
      together.length > 0 && ['One decision with', bullets(together.map((id) => link(`/alerts/${id}`, `alert ${id}`)))],
      decision.actions.length > 0 && ['Actions', bullets(decision.actions.map((action) =>
        `${sentence(action.what)} ${action.owner}, ${words.agency(action.agency)}, by ${time(action.due)}` +
        (action.done_at ? `. Done ${time(action.done_at)}` : '')))]
    ].filter(Boolean)),
    alert.corrected_at && inset('A contact that this decision rests on was corrected later, on ', when(alert.corrected_at), '.'),
    paragraph(alert.rises_again ?? ''))
}

const history = (alert) => section('What happened so far',
  h('ol.moj-timeline.plain-list', null, [...alert.versions].reverse().map((version) =>
    h('li.moj-timeline__item', null,
      h('div.moj-timeline__header', null, h('h3.moj-timeline__title', null, changeOf(version))),
      h('p.moj-timeline__date', null, when(version.recorded_at)),
      h('p.moj-timeline__description', null,
        `${count(version.incidents, 'incident')}, level ${version.level}, version ${version.version} of the evidence`)))))

function others (alert) {
  return alert.other_alerts.length > 0 && section('Other alerts of this child that stand',
    h('ul.govuk-list', null, alert.other_alerts.map((other) => h('li.other-alert', null,
      levelTag(other.level), ' ', link(`/alerts/${other.id}`, other.title)))))
}

function deciding (alert, words, refresh) {
  if (!isOpen(alert)) return null
  if (!session.can('manager')) {
    return section('Your decision', inset('A manager decides on it. You can take it in hand, so that colleagues know.'))
  }
  return decisionForm(alert, words, (answer) => {
    const again = answer?.alerts?.[0]?.rises_again
    return refresh('Your decision is recorded.', again)
  })
}

// What the partners do about it: each part asks for its own.
const PARTNERSHIP = [requests, meetings, flags]

const partnership = async (alert, words) => section('Partnership work',
  await Promise.all(PARTNERSHIP.map((part) => part.section(alert, words))))

export async function make (id) {
  const [words, alert] = await Promise.all([vocabulary(), api.get(`/v1/alerts/${encodeURIComponent(id)}`)])
  const [child, partners] = await Promise.all([api.get(`/v1/children/${alert.child.id}`), partnership(alert, words)])
  const told = h('div')
  if (isOpen(alert)) drafts.sawVersion(session.person(), alert.id, alert.incidents)

  async function refresh (text, more) {
    await router.show({ focus: false })
    const place = document.getElementById('notices')
    const box = banner('Done', [bannerText(text), more && paragraph(more)], { success: true })
    replace(place, box)
    box.focus()
  }

  return {
    title: `${alert.rule.title}, child ${alert.child.id}`,
    node: h('div', null,
      h('a.govuk-back-link', { href: '/' }, 'All alerts'),
      heading(alert.rule.title, h('span', null, link(`/children/${alert.child.id}`, childName(alert.child)),
        ` · child ${alert.child.id}`)),
      h('p.alert-tags', null, levelTag(alert.level), ' ', stateTag(alert.state),
        alert.scope === 'doubt' && h('strong.govuk-tag.govuk-tag--purple', null, 'Identity unconfirmed')),
      told, clockText(alert),
      h('div.two-columns', null,
        h('div.two-columns__wide', null,
          section('Why now', whose(alert), paragraph(whyNow(alert, words)), paragraph(meaning(alert)), sinceWhen(alert),
            waitsOfAlert(alert, child, words),
            alert.state === 'withdrawn' && inset(`It was withdrawn: ${withdrawnWhy(alert.withdrawn_by)}.`),
            alert.rule.basis && details('Where this threshold comes from', paragraph(alert.rule.basis))),
          section('The incidents that count', h('ol.incidents', null,
            alert.evidence.map((incident) => incidentItem(incident, words, {
              wasDecided: Boolean(alert.last_decision), countsChild: alert.rule.counts_child ?? true
            }))))),
        h('aside.two-columns__narrow', { 'aria-label': 'In hand' },
          ordinaryRoute(), isOpen(alert) && section('Who has it', holding(alert, refresh)),
          section(lastTitle(alert), different(alert, child, words)))),
      section('All agencies along one line of time', picture(modelOf(alert, child, words))),
      alert.decision && decided(alert, words), feedback(alert, words),
      deciding(alert, words, refresh), partners, others(alert), clocks(alert), history(alert))
  }
}

