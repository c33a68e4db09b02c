// SPDX-License-Identifier: Apache-2.0
// The decision on an alert: outcome, why, what is to be done, and on which evidence. What is typed is a
// draft until it is sent; when newer facts came meanwhile, they are shown and the text stays.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as session from '../session.js'
import { h, replace } from '../dom.js'
import { form, makeField, valuesOf, fill } from '../forms.js'
import { banner, bannerText, bullets, inset, paragraph, section, sentence } from '../parts.js'
import { capital, count, occurred } from '../words.js'
import { actionGroups } from './action-groups.js'
import { childName } from './sentences.js'

const LEAST = 20
const NEEDS_ACTION = 'more-information'

// Other alerts that the same reasons may settle: of this child, and of those who live or lived with it.
function alsoField (alert) {
  const options = [
    ...alert.household_alerts.map((other) => [String(other.id), `${capital(other.level)}: ${other.title}, of ${childName(other.child)}`,
      'Lives or lived with this child']),
    ...alert.other_alerts.map((other) => [String(other.id), `${capital(other.level)}: ${other.title}`, 'Of this child'])
  ]
  return options.length > 0 && makeField({
    name: 'also',
    label: 'Does it settle other alerts as well?',
    hint: 'Brothers and sisters, and other rules on this child: one decision, with the same reasons and actions, on all that you tick.',
    kind: 'choice',
    many: true,
    compact: true,
    options
  })
}

function describe (news, words) {
  return `${words.category(news.category)}, ${words.agency(news.agency)}, ${occurred(news, true)}`
}

const freshWords = (alert) => alert.rule.fresh_decider && inset(
  'This rule wants a fresh pair of eyes: it is decided by somebody who has not decided on this child before.')

export function decisionForm (alert, words, onDecided) {
  const key = `decision:${alert.id}`
  const who = session.person()
  const draft = drafts.read(who, key)
  const versions = new Map([alert, ...alert.other_alerts, ...alert.household_alerts].map((one) => [one.id, one.evidence_version]))
  const actions = actionGroups(words, { changed: () => save() })
  const newsPlace = h('div')
  const versionPlace = h('div')

  // What the decision will stand on, and what would raise it again.
  function tellVersion ({ evidence_version: on, incidents, rises_again: again }) {
    replace(versionPlace, inset(`You decide on version ${on} of the evidence: ${count(incidents, 'incident')}. `, again))
  }
  tellVersion(alert)

  const outcome = makeField({
    name: 'outcome',
    label: 'What is your decision?',
    kind: 'choice',
    compact: true,
    options: words.outcomes.map(({ name, title }) => [name, title])
  })
  const also = alsoField(alert)
  const rationale = makeField({
    name: 'rationale',
    label: 'Why?',
    hint: `Your reasons, in your own words: what you weighed, and what you know that the alert does not. At least ${LEAST} characters.`,
    kind: 'area',
    rows: 6
  })
  const fields = () => [outcome, also, rationale, ...actions.fields()].filter(Boolean)

  const onWhat = (values) => values.also?.length
    ? { alerts: [alert.id, ...values.also.map(Number)].map((id) => ({ id, evidence_version: versions.get(id) })) }
    : { evidence_version: versions.get(alert.id) }

  const asOrder = (values) => ({
    ...onWhat(values),
    outcome: values.outcome,
    rationale: values.rationale,
    actions: actions.values(values)
  })

  function check (values) {
    const errors = []
    if (!values.outcome) errors.push({ name: 'outcome', text: 'Choose what your decision is' })
    if (values.rationale.trim().length < LEAST) {
      errors.push({ name: 'rationale', text: `Write why, in at least ${LEAST} characters` })
    }
    errors.push(...actions.check(values))
    if (values.outcome === NEEDS_ACTION && !actions.numbers().length) {
      errors.push({ name: 'add-action', text: 'Asking for more information needs an action with a date' })
    }
    return errors
  }

  // Newer facts: shown above the text that was typed, which stays; sent again, it is on the newer evidence.
  function showNews (body) {
    const news = body.news ?? []
    for (const one of body.alerts ?? []) versions.set(one.id, one.evidence_version)
    const now = body.alerts?.find((one) => one.id === alert.id)
    if (now) tellVersion(now)
    replace(newsPlace, banner('The facts have changed', [
      bannerText(sentence(body.detail)),
      news.length > 0 && bullets(news.map((one) => describe(one, words))),
      paragraph('What you wrote is still below. Look at what is new, change your reasons if you need to, ' +
        'and send it again: it is then a decision on the newer facts.'),
      paragraph(h('a.govuk-notification-banner__link', { href: `/alerts/${alert.id}` }, 'Show the alert as it is now'))
    ], { role: 'alert' }))
  }

  function explain (problem) {
    const { body } = problem
    if (problem.status === 409 && body.news?.length) {
      showNews(body)
      return [{ name: 'rationale', text: 'Newer facts came: read them, then send your decision again' }]
    }
    const errors = (body.errors ?? []).map(({ pointer, detail }) => ({ name: actions.fieldOf(pointer) ?? (pointer ?? '').slice(1), text: detail }))
    return errors.length ? errors : [{ text: problem.message }]
  }

  const made = form({
    label: 'Decision',
    fields,
    submit: 'Record this decision',
    children: [newsPlace, freshWords(alert), outcome.node, also && also.node, rationale.node,
      h('h3.govuk-heading-s', null, 'Actions'),
      paragraph('Each needs who, of which agency, by when, and what happens otherwise.'), actions.nodes,
      versionPlace],
    check,
    async send (values) {
      const path = values.also?.length ? '/v1/decisions' : `/v1/alerts/${alert.id}/decisions`
      const answer = await api.post(path, asOrder(values))
      drafts.drop(who, key)
      onDecided(answer)
    },
    explain,
    onInput: save
  })

  function save () {
    drafts.write(who, key, { values: valuesOf(made.node), numbers: actions.numbers() })
  }

  actions.restore(draft?.numbers)
  if (draft) fill(made.node, draft.values)
  return section('Your decision',
    draft && inset('What you had typed before is back. It was kept on this computer only.'), made.node)
}
