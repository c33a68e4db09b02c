// SPDX-License-Identifier: Apache-2.0
// One information request: what was asked and why, whether the agency knows of it, and what it answered.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as router from '../router.js'
import * as session from '../session.js'
import { h } from '../dom.js'
import { fill, form, makeField } from '../forms.js'
import { details, heading, inset, levelTag, link, paragraph, say, section, summary, when } from '../parts.js'
import { capital, count, instantOf, isPast, left } from '../words.js'
import { vocabulary } from '../vocabulary.js'
import { ANSWERS, howTold, isWaiting, mustBeTold, requestTag } from './request-words.js'
import { explain } from './requests.js'
import { childName } from './sentences.js'

const preserved = (text) => text && h('p.preserve', null, text)

// A form about this request: what is typed is a draft, errors land at their fields, then the page is anew.
function asked (request, { part, label, fields, submit, check, done, body }) {
  const who = session.person()
  const key = `request-${part}:${request.id}`
  const made = form({
    label,
    fields,
    submit,
    check,
    async send (values) {
      await api.post(`/v1/requests/${request.id}/${part}`, body(values))
      drafts.drop(who, key)
      await router.show()
      say(done)
    },
    explain: explain((pointer) => pointer === '/received_at' ? 'received_on' : pointer.slice(1)),
    onInput: (values) => drafts.write(who, key, values)
  })
  const draft = drafts.read(who, key)
  if (draft) fill(made.node, draft)
  return made.node
}

// ---- What somebody does about it ---------------------------------------------------------------
const toldForm = (request) => section('Tell the agency',
  paragraph(request.notice
    ? 'The notice could not be delivered. Ask them yourself, and note here that you did.'
    : 'No channel is set for this agency: ask them yourself, and note here that you did.'),
  asked(request, {
    part: 'told',
    label: 'Tell the agency',
    submit: 'Note that they were asked',
    done: 'It is noted that they were asked.',
    fields: [makeField({ name: 'note', label: 'How did you ask them, and whom?', kind: 'area', rows: 2 })],
    check: (values) => values.note.trim() ? [] : [{ name: 'note', text: 'Write how you asked them, and whom' }],
    body: (values) => values
  }))

const MISSING = {
  kind: 'Choose what kind of answer it is',
  answer: 'Write what they answered',
  from: 'Say who in the agency answered',
  withheld_because: 'Write why telling it would be more detrimental to the child than not telling it'
}

function checkAnswer (values) {
  const needed = ['kind', values.kind !== 'not-disclosed' && 'answer', 'from', values.kind === 'not-disclosed' && 'withheld_because']
  const errors = needed.filter(Boolean).filter((name) => !values[name]?.trim()).map((name) => ({ name, text: MISSING[name] }))
  if (values.received_time && !values.received_on) errors.push({ name: 'received_on', text: 'Give the day on which they answered' })
  if (values.received_on && !values.received_time) errors.push({ name: 'received_time', text: 'Give the time at which they answered' })
  return errors
}

function asAnswer ({ kind, answer, from, withheld_because: withheld, received_on: on, received_time: at }) {
  return {
    kind,
    from,
    answer: answer.trim() ? answer : null,
    withheld_because: withheld.trim() ? withheld : null,
    received_at: on ? instantOf(on, at) : null
  }
}

const answerForm = (request, words) => section('What did they answer?', asked(request, {
  part: 'answer',
  label: 'Answer',
  submit: 'Record this answer',
  done: 'The answer is recorded.',
  fields: [
    makeField({
      name: 'kind',
      label: 'What kind of answer is it?',
      kind: 'choice',
      options: Object.entries(ANSWERS).map(([name, [title, hint]]) => [name, title, hint])
    }),
    makeField({ name: 'answer', label: 'The answer', hint: 'In their words, as they gave it.', kind: 'area', rows: 5 }),
    makeField({
      name: 'withheld_because',
      label: 'If it is not disclosed: why would telling it be more detrimental to the child?',
      hint: `In the words of ${words.agency(request.agency)}.`,
      kind: 'area',
      rows: 3
    }),
    makeField({ name: 'from', label: 'Who in the agency answered?', hint: 'Name and role', width: 20 }),
    makeField({ name: 'received_on', label: 'On which day did they answer? (optional)', hint: 'If they answered before you note it here: the day and the time.', type: 'date', width: 10 }),
    makeField({ name: 'received_time', label: 'At what time?', type: 'time', width: 5 })
  ],
  check: checkAnswer,
  body: asAnswer
}))

const withdrawForm = (request) => details('The answer is not needed any more', asked(request, {
  part: 'withdraw',
  label: 'Withdraw the request',
  submit: 'Withdraw this request',
  done: 'The request is withdrawn.',
  fields: [makeField({
    name: 'reason',
    label: 'Why is it not needed any more?',
    hint: request.notice ? 'The agency is told that it need not answer.' : 'Tell the agency as well that it need not answer.',
    kind: 'area',
    rows: 2
  })],
  check: (values) => values.reason.trim() ? [] : [{ name: 'reason', text: 'Write why it is not needed any more' }],
  body: (values) => values
}))

// ---- What is known of it -----------------------------------------------------------------------
function clock (request) {
  if (!isWaiting(request)) return null
  const late = isPast(request.due_at)
  return h(`p.alert-clock${late ? '.alert-clock--late' : ''}`, null, h('strong', null, capital(left(request.due_at))),
    late ? '. It was to be answered by ' : ' to answer, by ', when(request.due_at),
    late && request.reminders > 0 && `. That it is late was told ${count(request.reminders, 'time')}.`)
}

const answer = ({ answer: told, due_at: due }) => told && section('The answer', summary([
  ['Kind', h('strong', null, ANSWERS[told.kind][0])],
  ['What they said', preserved(told.text)],
  ['Why it is not disclosed', preserved(told.withheld_because)],
  ['From', told.from],
  ['When', [when(told.received_at), told.in_time ? ', in time' : [', ', h('strong.late', null, 'late'), ': it was due ', when(due)]]],
  ['Recorded', [when(told.logged_at), ` by ${told.logged_by}`]]
]))

const withdrawn = ({ withdrawn: told }) => told && section('It was withdrawn', summary([
  ['Why', preserved(told.because)], ['When', [when(told.at), ` by ${told.by}`]]
]))

export async function make (id) {
  const [words, request] = await Promise.all([vocabulary(), api.get(`/v1/requests/${encodeURIComponent(id)}`)])
  const alert = request.on_alert
  return {
    title: `Information request ${request.id}`,
    node: h('div', null,
      h('a.govuk-back-link', { href: '/requests' }, 'All information requests'),
      heading(`${words.agency(request.agency)}: information request ${request.id}`,
        h('span', null, link(`/children/${request.child.id}`, childName(request.child)), ` · child ${request.child.id}`)),
      h('p.alert-tags', null, requestTag(request)),
      clock(request),
      summary([
        ['What we need to know', preserved(request.question)],
        ['Why', preserved(request.why)],
        ['Lawful ground', words.ground(request.ground)],
        ['To be answered by', when(request.due_at)],
        ['Asked by', [request.asked_by, ', ', when(request.asked_at)]],
        ['How they were told', howTold(request)],
        ['Their own reference', request.reference],
        ['On the alert', [link(`/alerts/${alert.id}`, alert.title), ' ', levelTag(alert.level)]]
      ]),
      request.state === 'overdue' && inset('It is overdue. If a child may be at risk now, do not wait for this answer: refer as you always do.'),
      mustBeTold(request) && toldForm(request),
      answer(request), withdrawn(request),
      isWaiting(request) && [answerForm(request, words), withdrawForm(request)])
  }
}
