// SPDX-License-Identifier: Apache-2.0
// One child over all agencies: chronology, household, alerts, decisions, actions, and for each rule how far
// it is from firing.
import * as api from '../api.js'
import * as router from '../router.js'
import { append, h, replace } from '../dom.js'
import { form, makeField } from '../forms.js'
import {
  bullets, button, details, heading, inset, levelTag, link, ordinaryRoute, paragraph, section, sentence, stateTag, summary, table
} from '../parts.js'
import { capital, count, day, list, occurred, plain, shortDay, shortTime, time } from '../words.js'
import { vocabulary } from '../vocabulary.js'
import { childSection as flags } from './alert-flags.js'
import { childSection as requests } from './alert-requests.js'
import { childSection as meetings } from './alert-meetings.js'
import { waitMarks, waitsSection } from './child-waits.js'
import { ABOUT, childName, quote, withdrawnWhy } from './sentences.js'

// ---- Alerts and decisions ----------------------------------------------------------------------
function alertLine (alert) {
  return h('li.other-alert', null, levelTag(alert.level), ' ', link(`/alerts/${alert.id}`, alert.title), ' ', stateTag(alert.state),
    h('p.queue__line', null, `True since ${day(alert.true_since)}, known since ${day(alert.known_at)}`,
      alert.acknowledged_by && alert.state === 'acknowledged' && `. ${alert.acknowledged_by} has it`,
      alert.withdrawn_by && `. Withdrawn: ${withdrawnWhy(alert.withdrawn_by)}`))
}

const isOpen = (alert) => alert.state === 'new' || alert.state === 'acknowledged'

function decisions (child, words) {
  const decided = child.alerts.filter((alert) => alert.decision)
  if (!decided.length) return section('Decisions', paragraph('Nobody has decided on an alert of this child yet.'))
  return section('Decisions', decided.map(({ decision, ...alert }) => h('div.decision', null,
    h('h3.govuk-heading-s', null, words.outcome(decision.outcome), ', on ', link(`/alerts/${alert.id}`, alert.title)),
    quote(decision))))
}

function actions (child, words) {
  const all = child.alerts.flatMap((alert) => alert.decision?.actions ?? [])
  const once = [...new Map(all.map((action) => [action.id, action])).values()]
  return once.length > 0 && section('Actions', table('Actions of decisions', [
    { title: 'What', head: true, cell: (row) => sentence(row.what) },
    { title: 'Who', cell: (row) => `${row.owner}, ${words.agency(row.agency)}` },
    { title: 'By', cell: (row) => shortDay(row.due) },
    { title: 'State', cell: (row) => row.done_at ? `Done ${shortDay(row.done_at)}` : 'Open' }
  ], once, { hideCaption: true }))
}

// ---- Chronology --------------------------------------------------------------------------------
function contactItem (contact, words, isRetold, mark) {
  const kinds = list([contact.category, ...contact.other_categories].map(words.category))
  return h('li.moj-timeline__item', null,
    h('div.moj-timeline__header', null,
      h('h3.moj-timeline__title', null, kinds),
      h('p.moj-timeline__byline', null, ` told by ${words.agency(contact.agency)}`,
        ABOUT[contact.about] && `, ${ABOUT[contact.about]}`),
      mark && h('strong.moj-badge.moj-badge--grey.wait-mark', null, mark)),
    h('p.moj-timeline__date', null, occurred(contact), ` · known to us ${shortTime(contact.recorded_at)}`,
      contact.history && ' · loaded as history'),
    h('div.moj-timeline__description', null,
      contact.summary && h('p.govuk-body.preserve', null, contact.summary),
      contact.summary_withheld && h('p.govuk-body', null, `What is said here is closed to you (${plain(contact.handling)}).`),
      h('p.queue__line', null, [
        `Incident ${contact.incident}${isRetold ? ', which more than one told of' : ''}`,
        contact.grade !== 'none' && `graded ${contact.grade}`,
        contact.outcome ? `outcome: ${words.outcome(contact.outcome)}` : 'no outcome yet'
      ].filter(Boolean).join(' · '))))
}

function chronology (child, words) {
  const times = new Map()
  for (const contact of child.chronology) times.set(contact.incident, (times.get(contact.incident) ?? 0) + 1)
  const marks = waitMarks(child)
  if (!child.chronology.length) return section('Chronology', paragraph('No contact stands.'))
  return section('Chronology over all agencies, newest first',
    h('ol.moj-timeline.plain-list', null, [...child.chronology].reverse().map((contact) =>
      contactItem(contact, words, times.get(contact.incident) > 1, marks.get(contact.id)))))
}

// ---- Household and identity --------------------------------------------------------------------
function memberName (member) {
  if (member.restricted) return 'A child of a restricted family'
  if (member.child) return link(`/children/${member.child.id}`, childName(member.child))
  return member.name ?? 'An adult, name not known'
}

const household = (child) => child.household?.length > 0 && section('Household', table('Who lives or lived with this child', [
  { title: 'Who', head: true, cell: memberName },
  { title: 'As', cell: (row) => row.child || row.restricted ? 'Child' : capital(plain(row.relation ?? 'adult')) },
  { title: 'From', cell: (row) => shortDay(row.from) },
  { title: 'Until', cell: (row) => row.until ? shortDay(row.until) : 'now' },
  { title: 'Who says so', cell: (row) => plain(row.sender) }
], child.household, { hideCaption: true }))

// Open to which team, on what plan: told by social care, and nothing here goes by it.
function statusOf ({ status }) {
  if (!status) return null
  const plan = status.plan ? `, ${plain(status.plan).toLowerCase()}` : ''
  return status.status === 'open'
    ? `Open${status.team ? ` to ${status.team}` : ''}${plan}, since ${day(status.from)}`
    : `Closed${status.until ? ` on ${day(status.until)}` : ''}`
}

function records (child) {
  return section('Records that are taken for this child', table('Identity records', [
    { title: 'Record', head: true, cell: (row) => `${plain(row.sender)}, ${row.record ?? 'no record id'}` },
    { title: 'Name', cell: (row) => [row.given_names, row.family_name].filter(Boolean).join(' ') || 'not told' },
    { title: 'Born', cell: (row) => row.birth_date ? shortDay(row.birth_date) + (row.birth_expected ? ' (expected)' : '') : 'not told' },
    { title: 'NHS number', cell: (row) => row.nhs_number || 'not told' },
    { title: 'Postcode', cell: (row) => row.postcode || 'not told' },
    { title: 'Linked by', cell: (row) => plain(row.linked_by) }
  ], child.records, { hideCaption: true }),
  child.doubts?.length > 0 && inset(
    paragraph(h('strong', null, `${count(child.doubts.length, 'record')} may be of this child as well. `),
      'Until somebody looks, they are judged together.'),
    bullets(child.doubts.map((doubt) => link(`/identity/${doubt.id}`, `Look at doubt ${doubt.id}`)))))
}

// ---- Why not -----------------------------------------------------------------------------------
function ruleItem (told) {
  return h('details.govuk-details.why-not', null,
    h('summary.govuk-details__summary', null, h('span.govuk-details__summary-text', null, told.title || plain(told.rule))),
    h('div.govuk-details__text', null,
      paragraph(sentence(told.outcome)),
      told.tiers?.length > 0 && bullets(told.tiers.map((tier) =>
        `${capital(tier.level)}: ${tier.words ?? ''}${tier.met_now ? ' (reached now)' : ''}`)),
      told.oldest_falls_out_at && paragraph(`The oldest incident falls out of the window after ${time(told.oldest_falls_out_at)}.`),
      told.contacts?.length > 0 && table('Each contact', [
        { title: 'When', head: true, cell: (row) => occurred(row, true) },
        { title: 'From', cell: (row) => row.agency },
        { title: 'What', cell: (row) => row.category },
        { title: 'Counted?', cell: (row) => sentence(row.why) }
      ], told.contacts, { hideCaption: true })))
}

function whyNot (id, words) {
  const place = h('div')
  const load = async (event) => {
    const press = event.currentTarget
    press.setAttribute('aria-disabled', 'true')
    try {
      const told = await api.get(`/v1/children/${id}/explain`)
      replace(place, told.rules.map((rule) => ruleItem({
        ...rule,
        contacts: rule.contacts?.map((contact) => ({
          ...contact, agency: words.agency(contact.agency), category: words.category(contact.category)
        }))
      })))
      press.remove()
      place.querySelector('summary')?.focus()
    } catch (problem) {
      if (problem.status === undefined) throw problem
      replace(place, inset(problem.message))
      press.removeAttribute('aria-disabled')
    }
  }
  return section('Why an alert rose, or did not', paragraph('For each rule: each contact, counted or not and why, and how far from the line.'),
    button('Explain every rule', load, { secondary: true }), place)
}

// What there is none of is said in one line, so that the chronology is not pushed away by it.
function partnership (sections) {
  const isEmpty = (one) => !one.querySelector('.queue, .govuk-inset-text')
  const none = sections.filter(isEmpty).map((one) => one.lastElementChild.textContent)
  return [...sections.filter((one) => !isEmpty(one)), none.length > 0 && section('Partnership work', paragraph(none.join(' ')))]
}

// ---- The page ----------------------------------------------------------------------------------
async function open (id) {
  try {
    return await api.get(`/v1/children/${encodeURIComponent(id)}`)
  } catch (problem) {
    if (problem.status !== 403) throw problem
    return { closed: problem }
  }
}

function closed (id, problem) {
  const reason = makeField({
    name: 'reason', label: 'Why must you see this record now?', hint: 'The auditor reads this.', kind: 'area', rows: 3
  })
  const { node } = form({
    label: 'Open a restricted record',
    fields: [reason],
    submit: 'Open it for a while',
    check: (values) => values.reason.trim().length < 10 ? [{ name: 'reason', text: 'Write why you must see it now' }] : [],
    async send (values) {
      await api.post(`/v1/children/${encodeURIComponent(id)}/break-glass`, { reason: values.reason })
      await router.show({ focus: true })
    },
    explain: (refused) => (refused.body.errors ?? []).map(({ pointer, detail }) => ({ name: pointer.slice(1), text: detail }))
  })
  return {
    title: 'A restricted family',
    node: h('div.page-narrow', null, heading('This is of a restricted family'), paragraph(sentence(problem.message)), node)
  }
}

export async function make (id) {
  const [words, child] = await Promise.all([vocabulary(), open(id)])
  if (child.closed) return closed(id, child.closed)
  const [asked, met, flagged] = await Promise.all([requests(child, words), meetings(child, words), flags(child, words)])
  const standing = child.alerts.filter(isOpen)
  const past = child.alerts.filter((alert) => !isOpen(alert))
  const name = childName(child.child)
  return {
    title: `Child ${child.child.id}`,
    node: append(h('div'),
      h('a.govuk-back-link', { href: '/' }, 'All alerts'),
      heading(name, `Child ${child.child.id}`),
      child.restriction && inset(`This family is restricted: ${child.restriction.reason}`),
      summary([
        ['Social care', statusOf(child)],
        ['On file since', time(child.on_file_since)],
        ['Contacts', `${child.chronology.length}, in ${count(new Set(child.chronology.map((contact) => contact.incident)).size, 'incident')}`],
        ['Agencies', list([...new Set(child.chronology.map((contact) => words.agency(contact.agency)))])]
      ]),
      section('Alerts that stand', standing.length
        ? h('ul.govuk-list', null, standing.map(alertLine))
        : paragraph('No alert of this child waits for a decision.'), standing.length > 0 && ordinaryRoute()),
      decisions(child, words), actions(child, words), ...partnership([asked, met, flagged]), waitsSection(child, words),
      household(child), chronology(child, words), whyNot(child.child.id, words),
      records(child),
      past.length > 0 && details(`${capital(count(past.length, 'alert'))} of the past`, h('ul.govuk-list', null, past.map(alertLine))))
  }
}
