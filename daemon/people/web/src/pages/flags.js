// SPDX-License-Identifier: Apache-2.0
// Flags that the police are advised to set: the list with its file for the police, and the form that advises one.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as router from '../router.js'
import * as session from '../session.js'
import { h, replace } from '../dom.js'
import { fill, form, makeField } from '../forms.js'
import { choice, choiceOf, filterForm, filtersOf, pagedList } from '../listing.js'
import { button, heading, inset, link, paragraph, say } from '../parts.js'
import { vocabulary } from '../vocabulary.js'
import { ADVICE, errorsOf, row } from './flag-words.js'
import { childName } from './sentences.js'

const LEFT_OUT = /\((\d+) of restricted families/

// ---- The list ----------------------------------------------------------------------------------
// The list for the police, as a file: those to set and those to take off.
function download (place, reason) {
  return button('Download the list for the police (CSV)', async () => {
    try {
      const text = await api.getText('/v1/flags.csv' + api.asQuery({ reason }), 'text/csv')
      const left = LEFT_OUT.exec(text)?.[1]
      const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
      h('a', { href: url, download: 'flags-for-the-police.csv' }).click()
      replace(place, paragraph('The file is in your downloads: flags to be set and flags to be taken off. It names children: ' +
        'send it only by the way that you have agreed with the police. That you took it is noted.'),
      left && inset(`${left} of restricted families ${left === '1' ? 'is' : 'are'} not in it: the duty manager tells the police.`))
    } catch (problem) {
      if (problem.status === undefined) throw problem
      replace(place, inset(problem.message))
    }
  }, { secondary: true })
}

export async function makeList () {
  const filters = filtersOf(['state', 'reason'])
  const words = await vocabulary()
  const filePlace = h('div', { role: 'status' })
  const list = await pagedList({
    label: 'Flags for the police',
    path: '/v1/flags',
    query: { state: filters.state || 'standing', reason: filters.reason },
    rows: (page) => page.flags.map((flag) => row(flag, words)),
    none: 'There is no such flag.'
  })
  return {
    title: 'Flags for the police',
    node: h('div', null, heading('Flags for the police'), paragraph(ADVICE),
      paragraph('The first to be looked at again comes first. A flag whose last day has passed has ended by itself; ',
        'the police still have to take it off theirs.'),
      filterForm('/flags', [
        choice('state', 'Show', [['', 'Flags that stand'], ['review-due', 'Review due'],
          ['to-be-taken-off', 'To be taken off by the police'], ['ended', 'Ended'], ['all', 'All']]),
        choiceOf('reason', 'Reason', 'All reasons', words.flag_reasons)
      ], filters), h('h2.govuk-visually-hidden', null, 'Flags'), list,
      download(filePlace, filters.reason), filePlace)
  }
}

// ---- One more ----------------------------------------------------------------------------------
function formFields (alert, words) {
  return [
    alert.children.length > 1 && makeField({
      name: 'about',
      label: 'Which child is it about?',
      kind: 'choice',
      options: alert.children.map((child) => [String(child.id), `${childName(child)}, child ${child.id}`])
    }),
    makeField({
      name: 'reason',
      label: 'Why are the police to flag this child?',
      kind: 'choice',
      options: words.flag_reasons.map(({ name, title, review_within: within }) =>
        [name, title, `Looked at again within ${within}`])
    }),
    makeField({
      name: 'note',
      label: 'What should the police know?',
      hint: 'Short, and what an officer who meets the child needs. At most 500 characters.',
      kind: 'area',
      rows: 3
    }),
    makeField({
      name: 'review_on',
      label: 'By when is it to be looked at again?',
      hint: 'No later than the reason says, counted from today.',
      type: 'date',
      width: 10
    }),
    makeField({
      name: 'ends_on',
      label: 'What is its last day?',
      hint: 'At most 2 years ahead. Behind it the flag has ended, unless a review moved the day.',
      type: 'date',
      width: 10
    })
  ].filter(Boolean)
}

const TEXTS = {
  about: 'Choose which child it is about',
  reason: 'Choose why',
  note: 'Write what the police should know',
  review_on: 'Give the day by which it is to be looked at again',
  ends_on: 'Give its last day'
}

export async function makeNew () {
  const id = new URLSearchParams(location.search).get('alert') ?? ''
  const [words, alert] = await Promise.all([vocabulary(), api.get(`/v1/alerts/${encodeURIComponent(id)}`)])
  const who = session.person()
  const key = `flag:${alert.id}`
  const fields = formFields(alert, words)
  const draft = drafts.read(who, key)
  const made = form({
    label: 'Advise a flag',
    fields,
    submit: 'Advise this flag',
    check: (values) => fields.filter((field) => !values[field.name]?.trim()).map(({ name }) => ({ name, text: TEXTS[name] })),
    async send (values) {
      const { about, ...rest } = values
      const answer = await api.post(`/v1/alerts/${alert.id}/flags`, { ...rest, about: about ? Number(about) : null })
      drafts.drop(who, key)
      await router.go(`/flags/${answer.id}`)
      say('The flag is advised. Tell the police, and note here what they did.')
    },
    explain: errorsOf,
    onInput: (values) => drafts.write(who, key, values)
  })
  if (draft) fill(made.node, draft)
  const children = alert.children.map((child) => link(`/children/${child.id}`, childName(child)))
  return {
    title: 'Advise the police to set a flag',
    node: h('div.page-narrow', null,
      h('a.govuk-back-link', { href: `/alerts/${alert.id}` }, `Alert ${alert.id}`),
      heading('Advise the police to set a flag', children.flatMap((child, i) => i ? [', ', child] : [child])),
      inset(ADVICE),
      !session.can('manager')
        ? inset('A manager advises flags.')
        : words.flag_reasons.length
          ? [draft && inset('What you had typed before is back. It was kept on this computer only.'), made.node]
          : inset('No reasons for flags are declared yet. Ask those who run this service to write flag_reasons in rules.conf.'))
  }
}
