// SPDX-License-Identifier: Apache-2.0
// One meeting: who was invited and who was missing, what each agency still owes, what was said, what follows.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as router from '../router.js'
import * as session from '../session.js'
import { h } from '../dom.js'
import { fill, form, makeField } from '../forms.js'
import { bullets, details, heading, inset, levelTag, link, paragraph, say, section, sentence, stateTag, summary, table, when } from '../parts.js'
import { isPast, list, plain, shortTime, time } from '../words.js'
import { vocabulary } from '../vocabulary.js'
import { heldForm } from './meeting-held.js'
import { missing, NOTHING_DECIDED, notInvited, owed, tags, waited } from './meeting-words.js'
import { agencyOptions, dayAndTime, instantOf } from './meetings.js'
import { childName } from './sentences.js'

const late = (...children) => h('strong.late', null, ...children)

// ---- What is on file ---------------------------------------------------------------------------
function facts (meeting, words) {
  return summary([
    ['Called', `${time(meeting.called_at)}, by ${meeting.called_by}`],
    [meeting.state === 'held' ? 'It was planned for' : 'Planned for', time(meeting.planned_for)],
    ['Where', meeting.place],
    ['Held', meeting.held_at && time(meeting.held_at)],
    ['From called to held', meeting.held_at && (waited(meeting) ?? 'It was noted after it was held')],
    ['Chaired by', meeting.chair],
    ['Came to', meeting.outcome && h('strong', null, words.outcome(meeting.outcome))],
    ['What else is kept of it', meeting.note && h('p.preserve', null, meeting.note)],
    ['Noted by', meeting.noted_by && `${meeting.noted_by}, ${time(meeting.noted_at)}`],
    ['Cancelled', meeting.cancelled_at && `${time(meeting.cancelled_at)}, by ${meeting.cancelled_by}: ${meeting.cancelled_because}`]
  ])
}

function cameOf (one, meeting) {
  const parts = [one.attended && 'Came', one.contributed && `Sent its part in writing, ${shortTime(one.contributed_at)}`].filter(Boolean)
  if (parts.length) return parts.join('. ')
  return meeting.state === 'held' ? late('Missing') : 'Not held yet'
}

const agencies = (meeting, words) => section('Agencies', notInvited(meeting, words),
  table('Who was invited and who came', [
    { title: 'Agency', head: true, cell: (row) => words.agency(row.agency) },
    { title: 'Invited', cell: (row) => row.invited_at ? shortTime(row.invited_at) : 'No' },
    { title: 'Came', cell: (row) => cameOf(row, meeting) },
    { title: 'What it said', cell: (row) => h('p.preserve', null, row.note ?? '') }
  ], meeting.agencies, { hideCaption: true, empty: 'No agency is invited.' }))

function owes (meeting, words) {
  if (meeting.state !== 'held') return null
  return section('What each agency still owes', meeting.owes.length
    ? bullets(meeting.owes.map((one) => one.part ? late(owed(one, words)) : owed(one, words)))
    : paragraph('No agency owes anything on this meeting.'))
}

const alertItem = (alert, words) => alert.restricted
  ? h('li.other-alert', null, `Alert ${alert.id}, of a restricted family`)
  : h('li.other-alert', null, levelTag(alert.level), ' ', link(`/alerts/${alert.id}`, alert.title), ' ', stateTag(alert.state),
    h('p.queue__line', null, link(`/children/${alert.child.id}`, childName(alert.child)),
      alert.outcome && `: ${words.outcome(alert.outcome)}`),
    alert.said && h('p.queue__line.preserve', null, alert.said))

const children = (meeting, words) => section('The children, and what was said for each',
  h('ul.govuk-list', null, meeting.alerts.map((alert) => alertItem(alert, words))),
  meeting.withheld && inset('What was said in general is not shown: one of the families is restricted.'))

const actions = (meeting, words) => meeting.actions.length > 0 && section('Actions', table('Actions of this meeting', [
  { title: 'What', head: true, cell: (row) => sentence(row.what) },
  { title: 'Who', cell: (row) => `${row.owner}, ${words.agency(row.agency)}` },
  { title: 'By', cell: (row) => time(row.due) },
  { title: 'State', cell: (row) => row.done_at ? `Done ${time(row.done_at)}` : row.overdue ? late('Overdue') : 'Open' }
], meeting.actions, { hideCaption: true }), paragraph(link('/actions', 'All actions')))

// ---- Forms of one or two fields ----------------------------------------------------------------
function asked (meeting, part, { label, fields, submit, check, body, done }) {
  const who = session.person()
  const key = `meeting-${part}:${meeting.id}`
  const made = form({
    label,
    fields,
    submit,
    check,
    async send (values) {
      await api.post(`/v1/meetings/${meeting.id}/${part}`, body(values))
      drafts.drop(who, key)
      await router.show()
      say(done)
    },
    explain: (problem) => {
      const errors = (problem.body.errors ?? []).map(({ pointer, detail }) => {
        const name = pointer.split('/')[1]
        return { name: name === 'planned_for' ? 'planned_for_day' : name, text: detail }
      })
      return errors.length ? errors : [{ text: problem.message }]
    },
    onInput: (values) => drafts.write(who, key, values)
  })
  const draft = drafts.read(who, key)
  if (draft) fill(made.node, draft)
  return made.node
}

const isAbsent = (meeting, name) => !meeting.agencies.some((one) => one.agency === name && one.contributed)

// A part that comes in writing, before the meeting or later; those that owe it come first.
function contribution (meeting, words) {
  const owing = missing(meeting)
  const options = agencyOptions(words).filter(([name]) => isAbsent(meeting, name))
    .sort(([a], [b]) => owing.includes(b) - owing.includes(a))
  if (meeting.state === 'cancelled' || !options.length) return null
  const node = asked(meeting, 'contribution', {
    label: 'A part in writing',
    submit: 'Note this part',
    fields: [
      makeField({ name: 'agency', label: 'Which agency', kind: 'select', options }),
      makeField({ name: 'note', label: 'What does it say?', kind: 'area', rows: 3 })
    ],
    check: (values) => values.note.trim() ? [] : [{ name: 'note', text: 'Write what it says' }],
    body: (values) => values,
    done: 'The part is noted.'
  })
  return owing.length
    ? section(`A part that is owed: ${list(owing.map(words.agency))}`, node)
    : details('An agency has sent its part in writing', node)
}

const plan = (meeting, words) => details('Change when, where, or who is invited', asked(meeting, 'plan', {
  label: 'Change the meeting',
  submit: 'Change this meeting',
  fields: [
    ...dayAndTime('planned_for', 'When', `Now: ${time(meeting.planned_for)}`),
    makeField({ name: 'place', label: 'Where', hint: meeting.place && `Now: ${meeting.place}`, width: 20 }),
    makeField({
      name: 'agencies',
      label: 'Who is invited besides?',
      kind: 'choice',
      many: true,
      compact: true,
      options: agencyOptions(words).filter(([name]) => !meeting.agencies.some((one) => one.agency === name && one.invited_at))
    })
  ],
  check: (values) => Boolean(values.planned_for_day) === Boolean(values.planned_for_time)
    ? []
    : [values.planned_for_day ? { name: 'planned_for_time', text: 'Give the time' } : { name: 'planned_for_day', text: 'Give the day' }],
  body: (values) => ({
    planned_for: values.planned_for_day ? instantOf(values, 'planned_for') : null, place: values.place, agencies: values.agencies ?? []
  }),
  done: 'The meeting is changed. Tell the agencies as you always do: nothing is sent to them.'
}))

const reasonField = (label) => makeField({ name: 'reason', label, kind: 'area', rows: 2 })
const checkReason = (values) => values.reason.trim() ? [] : [{ name: 'reason', text: 'Write why' }]

const cancel = (meeting) => details('Cancel it', asked(meeting, 'cancel', {
  label: 'Cancel the meeting',
  submit: 'Cancel this meeting',
  fields: [reasonField('Why will it not be held?')],
  check: checkReason,
  body: (values) => values,
  done: 'The meeting is cancelled.'
}))

// ---- What has to follow ------------------------------------------------------------------------
function following (meeting, words) {
  const next = meeting.following
  if (!next) return null
  const title = words.meeting(next.kind)
  if (next.waived_at) {
    return section('What follows', paragraph(`${title} need not follow, says ${meeting.waived_by}, `, when(next.waived_at), ':'),
      h('p.govuk-body.preserve', null, meeting.waived_because))
  }
  if (!next.owed) return section('What follows', paragraph(`${title} was held.`))
  const open = meeting.alerts.filter((alert) => !alert.restricted).map((alert) => `&alert=${alert.id}`).join('')
  return section('What follows',
    paragraph(isPast(next.due_at) ? late(`Overdue: ${title} was to be held by ${time(next.due_at)}`) : `${title}, by ${time(next.due_at)}`, '.'),
    paragraph(link(`/meetings/new?kind=${encodeURIComponent(next.kind)}${open}`, 'Call it')),
    session.can('manager') && details('It need not follow', asked(meeting, 'waive', {
      label: 'It need not follow',
      submit: 'Record that it need not',
      fields: [reasonField('Why need it not follow?')],
      check: checkReason,
      body: (values) => values,
      done: 'It is recorded that it need not follow.'
    })))
}

export async function make (id) {
  const [words, meeting] = await Promise.all([vocabulary(), api.get(`/v1/meetings/${encodeURIComponent(id)}`)])
  const planned = meeting.state === 'planned'
  const onHeld = async () => {
    await router.show()
    say('The meeting is recorded.')
  }
  return {
    title: `Meeting ${meeting.id}`,
    node: h('div', null,
      h('a.govuk-back-link', { href: '/meetings' }, 'All meetings'),
      heading(words.meeting(meeting.kind) || plain(meeting.kind), `Meeting ${meeting.id}`),
      h('p.alert-tags', null, tags(meeting)),
      inset(NOTHING_DECIDED),
      facts(meeting, words), agencies(meeting, words), owes(meeting, words), following(meeting, words),
      children(meeting, words), actions(meeting, words), contribution(meeting, words),
      planned && !meeting.withheld && heldForm(meeting, words, onHeld), planned && plan(meeting, words), planned && cancel(meeting))
  }
}
