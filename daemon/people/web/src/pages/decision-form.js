// SPDX-License-Identifier: Apache-2.0
// The decision on an alert: outcome, why, what is to be done, and on which evidence. What is typed is a
// draft until it is sent; when newer facts came meanwhile, they are shown and the text stays.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as session from '../session.js'
import { append, h, replace } from '../dom.js'
import { form, makeField, valuesOf, fill } from '../forms.js'
import { banner, bannerText, bullets, button, inset, paragraph, section, sentence } from '../parts.js'
import { capital, count, occurred } from '../words.js'
import { childName } from './sentences.js'

const LEAST = 20
const NEEDS_ACTION = 'more-information'
const PARTS = ['what', 'owner', 'agency', 'due', 'contingency']

function actionFields (n, words) {
  const name = (part) => `action-${n}-${part}`
  return [
    makeField({ name: name('what'), label: 'What is to be done', kind: 'area', rows: 2, small: true }),
    makeField({ name: name('owner'), label: 'Who does it', hint: 'A named person', width: 20, small: true }),
    makeField({
      name: name('agency'),
      label: 'Of which agency',
      kind: 'select',
      small: true,
      options: [['', 'Choose an agency'], ...words.agencies.map((agency) => [agency.name, agency.title])]
    }),
    makeField({ name: name('due'), label: 'By which day', type: 'date', width: 10, small: true }),
    makeField({
      name: name('contingency'), label: 'What happens if it is not done', kind: 'area', rows: 2, small: true
    })
  ]
}

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

// What of the answer belongs to which field: "/actions/1/due" → "action-1-due"
function fieldOf (pointer, numbers) {
  const action = /^\/actions\/(\d+)\/(\w+)$/.exec(pointer ?? '')
  if (action) return `action-${numbers[Number(action[1])]}-${action[2]}`
  if (pointer === '/actions') return 'add-action'
  return (pointer ?? '').slice(1)
}

const freshWords = (alert) => alert.rule.fresh_decider && inset(
  'This rule wants a fresh pair of eyes: it is decided by somebody who has not decided on this child before.')

export function decisionForm (alert, words, onDecided) {
  const key = `decision:${alert.id}`
  const who = session.person()
  const draft = drafts.read(who, key)
  const versions = new Map([alert, ...alert.other_alerts, ...alert.household_alerts].map((one) => [one.id, one.evidence_version]))
  let numbers = [] // of the actions that are shown
  let next = 1
  const groups = new Map()
  const place = h('div')
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
  const addAction = {
    name: 'add-action',
    id: 'add-action',
    node: h('div.govuk-form-group', null,
      h('p.govuk-error-message', { id: 'add-action-error', hidden: true }),
      button('Add an action', () => {
        const n = add()
        groups.get(n)[0].node.querySelector('textarea').focus()
        save()
      }, { secondary: true, id: 'add-action' })),
    hintId: null,
    errorId: 'add-action-error'
  }
  addAction.node.firstChild.before(h('fieldset', { hidden: true }))

  function add (n = next) {
    next = Math.max(next, n) + 1
    numbers.push(n)
    const fields = actionFields(n, words)
    groups.set(n, fields)
    append(place, h('fieldset.govuk-fieldset.action-group', { 'data-action': n },
      h('legend.govuk-fieldset__legend.govuk-fieldset__legend--s', null, `Action ${numbers.length}`),
      fields.map((field) => field.node),
      button('Remove this action', (event) => {
        event.target.closest('fieldset').remove()
        numbers = numbers.filter((other) => other !== n)
        groups.delete(n)
        save()
        document.getElementById('add-action').focus()
      }, { secondary: true })))
    return n
  }

  const fields = () => [outcome, also, rationale, ...numbers.flatMap((n) => groups.get(n)), addAction].filter(Boolean)

  const onWhat = (values) => values.also?.length
    ? { alerts: [alert.id, ...values.also.map(Number)].map((id) => ({ id, evidence_version: versions.get(id) })) }
    : { evidence_version: versions.get(alert.id) }

  const asOrder = (values) => ({
    ...onWhat(values),
    outcome: values.outcome,
    rationale: values.rationale,
    actions: numbers.map((n) => Object.fromEntries(PARTS.map((part) => [part, values[`action-${n}-${part}`]])))
  })

  function check (values) {
    const errors = []
    if (!values.outcome) errors.push({ name: 'outcome', text: 'Choose what your decision is' })
    if (values.rationale.trim().length < LEAST) {
      errors.push({ name: 'rationale', text: `Write why, in at least ${LEAST} characters` })
    }
    const texts = {
      what: 'Say what is to be done',
      owner: 'Name who does it',
      agency: 'Choose the agency of who does it',
      due: 'Give the day by which it is done',
      contingency: 'Say what happens if it is not done'
    }
    for (const n of numbers) {
      for (const part of PARTS) {
        if (!values[`action-${n}-${part}`]?.trim()) errors.push({ name: `action-${n}-${part}`, text: texts[part] })
      }
    }
    if (values.outcome === NEEDS_ACTION && !numbers.length) {
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
    const errors = (body.errors ?? []).map(({ pointer, detail }) => ({ name: fieldOf(pointer, numbers), text: detail }))
    return errors.length ? errors : [{ text: problem.message }]
  }

  const made = form({
    label: 'Decision',
    fields,
    submit: 'Record this decision',
    children: [newsPlace, freshWords(alert), outcome.node, also && also.node, rationale.node,
      h('h3.govuk-heading-s', null, 'Actions'),
      paragraph('Each needs who, of which agency, by when, and what happens otherwise.'), place, addAction.node,
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
    drafts.write(who, key, { values: valuesOf(made.node), numbers })
  }

  for (const n of draft?.numbers ?? []) add(n)
  if (draft) fill(made.node, draft.values)
  return section('Your decision',
    draft && inset('What you had typed before is back. It was kept on this computer only.'), made.node)
}
