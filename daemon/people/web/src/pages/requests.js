// SPDX-License-Identifier: Apache-2.0
// Information requests to agencies: the list, those that wait the first due first, and the form that asks.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as router from '../router.js'
import * as session from '../session.js'
import { h } from '../dom.js'
import { fill, form, makeField } from '../forms.js'
import { choice, choiceOf, filterForm, filtersOf, pagedList } from '../listing.js'
import { heading, inset, link, paragraph, say } from '../parts.js'
import { capital, instantOf } from '../words.js'
import { vocabulary } from '../vocabulary.js'
import { channelWords, row } from './request-words.js'
import { childName } from './sentences.js'

// ---- The list ----------------------------------------------------------------------------------
export async function makeList () {
  const filters = filtersOf(['state', 'agency'])
  const words = await vocabulary()
  const list = await pagedList({
    label: 'Information requests',
    path: '/v1/requests',
    query: { state: filters.state || 'open', agency: filters.agency },
    rows: (page) => page.requests.map((request) => row(request, words)),
    none: 'There is no such request.'
  })
  return {
    title: 'Information requests',
    node: h('div', null, heading('Information requests'),
      paragraph('What agencies were asked about a child, and what they answered. Those that wait for an answer are listed the first due first. ',
        'To ask, open the alert.'),
      filterForm('/requests', [
        choice('state', 'Show', [['', 'Waiting for an answer'], ['overdue', 'Overdue'], ['answered', 'Answered'],
          ['withdrawn', 'Withdrawn'], ['all', 'All']]),
        choiceOf('agency', 'Agency', 'All agencies', words.agencies)
      ], filters), h('h2.govuk-visually-hidden', null, 'Requests'), list)
  }
}

// ---- One more ----------------------------------------------------------------------------------
const agencyOption = ({ name, title, requests_by: by }) =>
  [name, `${title} – ${by ? `told ${channelWords(by)}` : 'no channel is set: ask them yourself'}`]

function formFields (alert, words) {
  return [
    makeField({
      name: 'agency',
      label: 'Which agency do you ask?',
      hint: 'They hear that there is a request, and by when. Neither the child nor the question is in that message.',
      kind: 'select',
      options: [['', 'Choose an agency'], ...words.agencies.map(agencyOption)]
    }),
    alert.children.length > 1 && makeField({
      name: 'child',
      label: 'Which child is it about?',
      kind: 'choice',
      options: alert.children.map((child) => [String(child.id), `${childName(child)}, child ${child.id}`])
    }),
    makeField({
      name: 'question',
      label: 'What do you need to know?',
      hint: 'So that somebody who has not met the child can look it up: what, about whom, since when.',
      kind: 'area',
      rows: 4
    }),
    makeField({
      name: 'why',
      label: 'Why does it matter for this child now?',
      hint: 'What was seen, and what depends on the answer.',
      kind: 'area',
      rows: 4
    }),
    makeField({ name: 'due_on', label: 'By which day do you need the answer?', type: 'date', width: 10 }),
    makeField({
      name: 'due_time',
      label: 'By what time? (optional)',
      hint: 'Without a time: by the close of the office on that day.',
      type: 'time',
      width: 5
    }),
    makeField({
      name: 'ground',
      label: 'On which lawful ground?',
      kind: 'choice',
      options: words.grounds.map(({ name, title }) => [name, title])
    })
  ].filter(Boolean)
}

const TEXTS = {
  agency: 'Choose which agency you ask',
  child: 'Choose which child it is about',
  question: 'Write what you need to know',
  why: 'Write why it matters for this child now',
  due_on: 'Give the day by which you need the answer',
  ground: 'Choose on which lawful ground you ask'
}

const fieldOf = (pointer) => pointer === '/due' ? 'due_on' : pointer.slice(1)

export const explain = (fieldOf) => ({ message, body }) => {
  const errors = (body.errors ?? []).map(({ pointer, detail }) => ({ name: fieldOf(pointer), text: capital(detail) }))
  return errors.length ? errors : [{ text: message }]
}

function asRequest ({ child, due_on: on, due_time: at, ...rest }) {
  return { ...rest, child: child ? Number(child) : null, due: at ? instantOf(on, at) : on }
}

export async function makeNew () {
  const id = new URLSearchParams(location.search).get('alert') ?? ''
  const [words, alert] = await Promise.all([vocabulary(), api.get(`/v1/alerts/${encodeURIComponent(id)}`)])
  const who = session.person()
  const key = `request:${alert.id}`
  const fields = formFields(alert, words)
  const draft = drafts.read(who, key)
  const made = form({
    label: 'Ask an agency for information',
    fields,
    submit: 'Ask them',
    check: (values) => fields.filter(({ name }) => TEXTS[name] && !values[name]?.trim()).map(({ name }) => ({ name, text: TEXTS[name] })),
    async send (values) {
      const request = await api.post(`/v1/alerts/${alert.id}/requests`, asRequest(values))
      drafts.drop(who, key)
      await router.go(`/requests/${request.id}`)
      say(request.notice
        ? `The request is recorded, and ${words.agency(request.agency)} is told ${channelWords(request.notice.channel)}.`
        : 'The request is recorded. No channel is set for this agency: ask them yourself, and note here that you did.')
    },
    explain: explain(fieldOf),
    onInput: (values) => drafts.write(who, key, values)
  })
  if (draft) fill(made.node, draft)
  const children = alert.children.map((child) => link(`/children/${child.id}`, childName(child)))
  return {
    title: 'Ask an agency for information',
    node: h('div.page-narrow', null,
      h('a.govuk-back-link', { href: `/alerts/${alert.id}` }, `Alert ${alert.id}`),
      heading('Ask an agency for information', children.flatMap((child, i) => i ? [', ', child] : [child])),
      words.grounds.length
        ? [draft && inset('What you had typed before is back. It was kept on this computer only.'), made.node]
        : inset('No lawful grounds are declared yet. Ask those who run this service to write grounds in rules.conf.'))
  }
}
