// SPDX-License-Identifier: Apache-2.0
// An alert in plain sentences: why now, since when, what is different from the last decision.
import { h } from '../dom.js'
import { bullets, link, when } from '../parts.js'
import { capital, count, day, list, occurred, plain, time, uncapital } from '../words.js'

// Whose situation a contact tells of, where it is not the child's own.
export const ABOUT = {
  sibling: 'about a brother or sister', 'parent-carer': 'about a parent or carer', 'other-adult': 'about another adult'
}

// What a rule asks for, from a tier's needs: "3 incidents", "3 agencies and 2 kinds of concern"
export function needsOf (needs) {
  return list([
    needs?.incidents && count(needs.incidents, 'incident'),
    needs?.agencies && count(needs.agencies, 'agency', 'agencies'),
    needs?.categories && count(needs.categories, 'kind of concern', 'kinds of concern'),
    needs?.times_usual && `${needs.times_usual} times the child's usual rate`,
    needs?.score && `a weight of ${needs.score}`
  ].filter(Boolean))
}

const KINDS = {
  then: 'It looks for one thing followed by another in time.',
  after_decision: 'It looks for an incident soon after a decision not to take the child forward.'
}

// What the rule means, in a sentence or two.
export function meaning ({ rule, ...alert }) {
  if (rule.kind === 'unless') return `It should have been answered by ${time(alert.true_since)}, and was not.`
  if (!rule.tiers) return KINDS[rule.kind] ?? ''
  const span = rule.within === 'ever' ? 'ever' : `within ${rule.within}`
  const [first, ...higher] = rule.tiers
  return `It asks for ${needsOf(first.needs)} ${span}` +
    higher.map((tier) => `; it is ${tier.level} at ${needsOf(tier.needs)}`).join('') + '.'
}

export function whyNow (alert, words) {
  const agencies = alert.agencies.map(words.agency)
  const last = alert.evidence.at(-1)?.contacts[0]
  const told = agencies.length === 1 ? `all told by ${agencies[0]}` : `told by ${list(agencies)}`
  return `${capital(count(alert.incidents, 'incident'))} ${alert.incidents === 1 ? 'counts' : 'count'}, ` +
    `${alert.incidents === 1 ? told.replace('all ', '') : told}. ` +
    (last ? `The latest, ${uncapital(words.category(last.category))}, was on ${occurred(last)}.` : '')
}

export const sinceWhen = (alert) => h('p.govuk-body', null,
  'True since ', when(alert.true_since), '. Known to us since ', when(alert.known_at), '.')

// The latest decision on another alert of the child, before this one rose.
function otherDecision (alert, child) {
  return child.alerts.filter((other) => other.id !== alert.id && other.decision && other.decision.decided_at <= alert.known_at)
    .sort((a, b) => a.decision.decided_at < b.decision.decided_at ? 1 : -1)[0]
}

function decidedElsewhere (alert, child, words) {
  const other = otherDecision(alert, child)
  if (!other) return h('p.govuk-body', null, 'Nobody has decided on an alert of this child before.')
  return h('div', null,
    h('p.govuk-body', null, alert.rule.kind === 'after_decision' ? '' : 'Nobody has decided on this rule for this child before. ',
      `On ${day(other.decision.decided_at)} ${other.decision.person} decided `, h('strong', null, words.outcome(other.decision.outcome)),
      ', on ', link(`/alerts/${other.id}`, other.title), ':'),
    quote(other.decision))
}

// New incidents, agencies and categories since the decision before, in words.
export function different (alert, child, words) {
  const last = alert.last_decision?.decision
  if (!last) return decidedElsewhere(alert, child, words)
  const isNew = (contact) => contact.new
  const fresh = alert.evidence.filter((incident) => incident.contacts.some(isNew))
  const old = alert.evidence.flatMap((incident) => incident.contacts).filter((contact) => !contact.new)
  const added = (of) => [...new Set(alert.evidence.flatMap((incident) => incident.contacts).filter(isNew).map(of))]
    .filter((word) => !old.some((contact) => of(contact) === word))
  const agencies = added((contact) => contact.agency).map(words.agency)
  const categories = added((contact) => contact.category).map(words.category)
  return h('div', null,
    h('p.govuk-body', null, `On ${day(last.decided_at)} ${last.person} decided `,
      h('strong', null, words.outcome(last.outcome)), '. Since then:'),
    bullets([
      fresh.length ? `${count(fresh.length, 'incident')} ${fresh.length === 1 ? 'is' : 'are'} new` : 'no incident is new',
      agencies.length > 0 && `${list(agencies)} had not told of the child here before`,
      categories.length > 0 && `new kinds of concern: ${list(categories)}`
    ].filter(Boolean)),
    quote(last))
}

export const quote = (decision) => h('blockquote.quote', null,
  h('p.quote__text', null, decision.rationale),
  h('footer.quote__by', null, `${decision.person}, ${time(decision.decided_at)}`))

const CHANGES = {
  risen: 'The alert rose',
  grown: 'It grew',
  escalated: 'It went up',
  withdrawn: 'It was withdrawn'
}

export const changeOf = (version) => CHANGES[version.change] ?? plain(version.change)

const WITHDRAWN = {
  outcome: 'an outcome made it void',
  withdrawal: 'a contact was withdrawn by its sender',
  amendment: 'a contact was corrected by its sender',
  regrouping: 'what came later showed that contacts told of one incident'
}

export const withdrawnWhy = (word) => WITHDRAWN[word] ?? plain(word)

export function childName (child) {
  const born = child.birth_date && `${child.birth_expected ? 'due' : 'born'} ${day(child.birth_date)}`
  return [child.name || 'Name not known', born].filter(Boolean).join(', ')
}
