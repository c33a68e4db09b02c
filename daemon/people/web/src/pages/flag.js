// SPDX-License-Identifier: Apache-2.0
// One flag that the police are advised to set: what it says, its review, and what the police did.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as router from '../router.js'
import * as session from '../session.js'
import { h } from '../dom.js'
import { fill, form, makeField } from '../forms.js'
import { heading, inset, link, paragraph, say, section, sentence, summary, when } from '../parts.js'
import { day } from '../words.js'
import { vocabulary } from '../vocabulary.js'
import { ADVICE, errorsOf, police, stateTag, twins } from './flag-words.js'
import { childName } from './sentences.js'

// A form about this flag: what is typed is a draft, errors land at their fields, and then the page is anew.
function asked (flag, { part, label, fields, submit, check, done, body }) {
  const who = session.person()
  const key = `flag-${part}:${flag.id}`
  const made = form({
    label,
    fields,
    submit,
    check,
    async send (values) {
      await api.post(`/v1/flags/${flag.id}/${part}`, body(values))
      drafts.drop(who, key)
      await router.show()
      say(done(values))
    },
    explain: errorsOf,
    onInput: (values) => drafts.write(who, key, values)
  })
  const draft = drafts.read(who, key)
  if (draft) fill(made.node, draft)
  return made.node
}

// Empty fields are left out: the service knows what each answer needs.
const said = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim?.() !== ''))

function review (flag, words) {
  if (flag.state === 'ended') return null
  if (!session.can('manager')) return section('Review', inset('A manager looks at it again, and keeps it or ends it.'))
  const within = words.flag_reasons.find(({ name }) => name === flag.reason)?.review_within ?? '3 months'
  return section('Review', asked(flag, {
    part: 'review',
    label: 'Review',
    submit: 'Record this review',
    fields: [
      makeField({
        name: 'answer',
        label: 'Do the police still need this flag?',
        kind: 'choice',
        options: [['keep', 'Yes, keep it'], ['end', 'No, end it', 'The police are then to take theirs off']]
      }),
      makeField({ name: 'why', label: 'Why?', kind: 'area', rows: 3 }),
      makeField({
        name: 'review_on',
        label: 'If you keep it: by when is it to be looked at again?',
        hint: `At most ${within} from today`,
        type: 'date',
        width: 10
      }),
      makeField({
        name: 'ends_on',
        label: 'Another last day (optional)',
        hint: `It stands until ${day(flag.ends_on)}. At most 2 years ahead.`,
        type: 'date',
        width: 10
      })
    ],
    check: (values) => [
      !values.answer && { name: 'answer', text: 'Choose whether it is kept' },
      !values.why.trim() && { name: 'why', text: 'Write why' },
      values.answer === 'keep' && !values.review_on && { name: 'review_on', text: 'Give the day by which it is to be looked at again' }
    ].filter(Boolean),
    body: ({ answer, why, ...days }) => said(answer === 'keep' ? { answer, why, ...days } : { answer, why }),
    done: ({ answer }) => answer === 'keep' ? 'The flag is kept.' : 'The flag has ended. Tell the police to take theirs off.'
  }))
}

function policeForm (flag) {
  const isOver = flag.state === 'ended'
  return section('What did the police do?', paragraph(police(flag)), asked(flag, {
    part: 'set-by-police',
    label: 'What the police did',
    submit: 'Note what they did',
    fields: [
      makeField({
        name: 'answer',
        label: 'In their own system the police',
        kind: 'choice',
        options: [['set', 'set the flag'], ['not-set', 'did not set it'], isOver && ['taken-off', 'took theirs off']].filter(Boolean)
      }),
      makeField({ name: 'on', label: 'On which day?', type: 'date', width: 10 }),
      makeField({ name: 'reference', label: 'Their reference (optional)', hint: 'By which they find it again', width: 20 }),
      makeField({ name: 'because', label: 'If they did not: why?', kind: 'area', rows: 2 })
    ],
    check: (values) => [
      !values.answer && { name: 'answer', text: 'Choose what the police did' },
      values.answer && values.answer !== 'not-set' && !values.on && { name: 'on', text: 'Give the day on which they did' },
      values.answer === 'not-set' && !values.because.trim() && { name: 'because', text: 'Write why they did not' }
    ].filter(Boolean),
    body: said,
    done: () => 'What the police did is noted.'
  }))
}

const STEPS = {
  advised: 'Advised', kept: 'Kept at a review', ended: 'Ended', set: 'Set by the police', 'not-set': 'Not set by the police',
  'taken-off': 'Taken off by the police'
}

const history = (flag) => section('What happened so far', h('ol.moj-timeline.plain-list', null, [...flag.steps].reverse().map((step) =>
  h('li.moj-timeline__item', null,
    h('div.moj-timeline__header', null, h('h3.moj-timeline__title', null, STEPS[step.kind]),
      h('p.moj-timeline__byline', null, ` noted by ${step.noted_by}`)),
    h('p.moj-timeline__date', null, when(step.noted_at)),
    h('div.moj-timeline__description', null,
      step.because && h('p.govuk-body.preserve', null, step.because),
      h('p.queue__line', null, [
        step.due_on && `The review was due on ${day(step.due_on)}.`,
        step.review_on && `To be looked at again by ${day(step.review_on)}.`,
        ['set', 'not-set', 'taken-off'].includes(step.kind) && `On ${day(step.on)}.`,
        step.reference && `Their reference: ${step.reference}.`
      ].filter(Boolean).join(' ')))))))

export async function make (id) {
  const [words, flag] = await Promise.all([vocabulary(), api.get(`/v1/flags/${encodeURIComponent(id)}`)])
  return {
    title: `Flag ${flag.id}`,
    node: h('div', null,
      h('a.govuk-back-link', { href: '/flags' }, 'All flags'),
      heading(words.flagReason(flag.reason), h('span', null, link(`/children/${flag.child.id}`, childName(flag.child)),
        ` · child ${flag.child.id}`)),
      h('p.alert-tags', null, stateTag(flag), ' ',
        flag.to_be_taken_off && h('strong.govuk-tag.govuk-tag--red', null, 'To be taken off')),
      twins(flag),
      summary([
        ['What the police should know', h('p.govuk-body.preserve', null, flag.note)],
        ['Review by', flag.state === 'ended' ? null : day(flag.review_on)],
        [flag.state === 'ended' ? 'Ended' : 'Its last day', day(flag.ended_on ?? flag.ends_on)],
        ['Why it ended', flag.state === 'ended' && sentence(flag.ended_because)],
        ['The police', police(flag)],
        ['Advised by', `${flag.advised_by}, `, when(flag.advised_at)],
        ['From', link(`/alerts/${flag.alert}`, `alert ${flag.alert}`)]
      ].map((one) => one[1] === false ? [one[0], null] : one)),
      inset(flag.to_be_taken_off
        ? 'This flag has ended. Nothing here tells the police’s own system: tell the police to take theirs off, and note here when they did.'
        : ADVICE),
      review(flag, words), policeForm(flag), history(flag))
  }
}
