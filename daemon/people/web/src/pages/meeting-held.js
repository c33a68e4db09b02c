// SPDX-License-Identifier: Apache-2.0
// How a meeting went: who came, what was said for each child, what it came to, who does what, and what follows.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as session from '../session.js'
import { h } from '../dom.js'
import { fill, form, makeField, valuesOf } from '../forms.js'
import { details, inset, paragraph, section } from '../parts.js'
import { actionGroups } from './action-groups.js'
import { isLate, NOTHING_DECIDED } from './meeting-words.js'
import { checkInstant, dayAndTime, instantOf } from './meetings.js'
import { childName } from './sentences.js'

const CAME = [['attended', 'Came'], ['contributed', 'Did not come, and has sent its part in writing'], ['missing', 'Neither']]

// One question an agency invited, and one about the others.
function agencyFields (meeting, words) {
  const invited = meeting.agencies.filter((one) => one.invited_at)
  const others = words.agencies.filter(({ name }) => !invited.some((one) => one.agency === name))
  return [
    ...invited.flatMap((one) => [
      makeField({
        name: `came-${one.agency}`,
        label: words.agency(one.agency),
        hint: one.contributed ? 'Has sent its part in writing before.' : null,
        kind: 'choice',
        compact: true,
        options: one.contributed ? CAME.filter(([value]) => value !== 'missing') : CAME
      }),
      makeField({ name: `note-${one.agency}`, label: `What ${words.agency(one.agency)} said (optional)`, kind: 'area', rows: 2, small: true })
    ]),
    others.length > 0 && makeField({
      name: 'others',
      label: 'Who came without being invited?',
      kind: 'choice',
      many: true,
      compact: true,
      options: others.map(({ name, title }) => [name, title])
    })
  ].filter(Boolean)
}

// Whose it is; where several are of one child, which as well.
function nameOf (alert, meeting) {
  const isAlone = meeting.alerts.filter((one) => one.child.id === alert.child.id).length === 1
  return isAlone ? childName(alert.child) : `${childName(alert.child)}: ${alert.title}`
}

function childFields (meeting, words) {
  return meeting.alerts.flatMap((alert) => [
    makeField({ name: `said-${alert.id}`, label: `What was said for ${nameOf(alert, meeting)}`, kind: 'area', rows: 3 }),
    meeting.alerts.length > 1 && makeField({
      name: `outcome-${alert.id}`,
      label: `What it came to for ${nameOf(alert, meeting)}`,
      kind: 'select',
      small: true,
      options: [['', 'As for the meeting'], ...words.outcomes.map(({ name, title }) => [name, title])]
    })
  ]).filter(Boolean)
}

// Only a manager may say that it need not.
function followingFields (kind, words) {
  if (!kind?.then) return []
  const title = words.meeting(kind.then)
  if (!session.can('manager')) return []
  return [
    makeField({
      name: 'following',
      label: `Has this to follow: ${title}?`,
      hint: `Within ${kind.then_within} from when this meeting was held.`,
      kind: 'choice',
      options: [['yes', 'Yes'], ['no', 'No']]
    }),
    makeField({ name: 'reason', label: 'If it need not: why?', kind: 'area', rows: 2 })
  ]
}

function bodyOf (values, meeting, kind, actions) {
  const came = Object.entries(values).filter(([name, value]) => name.startsWith('came-') && value !== 'missing')
    .map(([name, value]) => {
      const agency = name.slice('came-'.length)
      return { agency, [value]: true, note: values[`note-${agency}`] }
    })
  const following = values.following === 'no' ? { needed: false, reason: values.reason } : { needed: true }
  return {
    held_at: instantOf(values, 'held_at'),
    chair: values.chair,
    outcome: values.outcome,
    note: values.note,
    agencies: [...came, ...(values.others ?? []).map((agency) => ({ agency, attended: true }))],
    alerts: meeting.alerts.map((alert) => ({ id: alert.id, said: values[`said-${alert.id}`], outcome: values[`outcome-${alert.id}`] })),
    actions: actions.values(values),
    ...(kind?.then && { following })
  }
}

function check (values, meeting, kind, actions, words) {
  return [
    ...checkInstant(values, 'held_at'),
    !values.chair.trim() && { name: 'chair', text: 'Name who chaired it' },
    ...meeting.agencies.filter((one) => one.invited_at && !values[`came-${one.agency}`])
      .map((one) => ({ name: `came-${one.agency}`, text: `Say whether ${words.agency(one.agency)} came` })),
    !values.outcome && { name: 'outcome', text: 'Choose what it came to' },
    ...actions.check(values),
    kind?.then && session.can('manager') && !values.following && { name: 'following', text: 'Say whether it has to follow' },
    values.following === 'no' && !values.reason.trim() && { name: 'reason', text: 'Write why it need not follow' }
  ].filter(Boolean)
}

// "/agencies/0/note" → "note-health"; "/alerts/1/said" → "said-12"
function fieldOf (pointer, body, actions) {
  const [, list, i, member] = pointer.split('/')
  if (list === 'held_at') return 'held_at_day'
  if (list === 'following') return member === undefined && i === 'reason' ? 'reason' : 'following'
  if (list === 'agencies' && i) return `${member === 'note' ? 'note' : 'came'}-${body.agencies[i]?.agency}`
  if (list === 'alerts' && i) return `${member}-${body.alerts[i]?.id}`
  return actions.fieldOf(pointer) ?? list
}

export function heldForm (meeting, words, onHeld) {
  const who = session.person()
  const key = `held:${meeting.id}`
  const draft = drafts.read(who, key)
  const kind = words.meetings.find(({ name }) => name === meeting.kind)
  const actions = actionGroups(words, {
    alerts: meeting.alerts.length > 1 ? meeting.alerts.map((alert) => [String(alert.id), nameOf(alert, meeting)]) : null,
    changed: () => save()
  })
  const whenFields = dayAndTime('held_at', 'When it was held')
  const chair = makeField({ name: 'chair', label: 'Who chaired it?', width: 20 })
  const agencies = agencyFields(meeting, words)
  const children = childFields(meeting, words)
  const outcome = makeField({
    name: 'outcome', label: 'What did it come to?', kind: 'choice', compact: true, options: words.outcomes.map(({ name, title }) => [name, title])
  })
  const note = makeField({ name: 'note', label: 'What else is to be kept of it (optional)', kind: 'area', rows: 4 })
  const following = followingFields(kind, words)
  let body = null
  const made = form({
    label: 'How it went',
    fields: () => [...whenFields, chair, ...agencies, ...children, outcome, note, ...actions.fields(), ...following],
    submit: 'Record this meeting',
    children: [
      whenFields.map((field) => field.node), chair.node,
      h('h3.govuk-heading-s', null, 'Who was there'), agencies.map((field) => field.node),
      h('h3.govuk-heading-s', null, 'What was said'), children.map((field) => field.node), outcome.node, note.node,
      h('h3.govuk-heading-s', null, 'Actions'),
      paragraph('Each needs who, of which agency, by when, and what happens otherwise.'), actions.nodes,
      kind?.then && h('h3.govuk-heading-s', null, 'What follows'), following.map((field) => field.node),
      kind?.then && !following.length && paragraph(`${words.meeting(kind.then)} has to follow within ${kind.then_within}. ` +
        'If it need not, a manager says so afterwards.'),
      inset(NOTHING_DECIDED)],
    check: (values) => check(values, meeting, kind, actions, words),
    async send (values) {
      body = bodyOf(values, meeting, kind, actions)
      await api.post(`/v1/meetings/${meeting.id}/held`, body)
      drafts.drop(who, key)
      await onHeld()
    },
    explain (problem) {
      const errors = (problem.body.errors ?? []).map(({ pointer, detail }) => ({ name: fieldOf(pointer, body, actions), text: detail }))
      return errors.length ? errors : [{ text: problem.message }]
    },
    onInput: save
  })

  function save () {
    drafts.write(who, key, { values: valuesOf(made.node), numbers: actions.numbers() })
  }

  actions.restore(draft?.numbers)
  if (draft) fill(made.node, draft.values)
  const parts = [draft && inset('What you had typed before is back. It was kept on this computer only.'), made.node]
  if (isLate(meeting) || draft) return section('How it went', parts)
  return details('Note how it went', parts) // it is still to come
}
