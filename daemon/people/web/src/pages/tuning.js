// SPDX-License-Identifier: Apache-2.0
// Thresholds, tried out before anybody puts them in force: the same backtest that concernctl runs, and a
// rules.conf to review. Nothing here changes a rule.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as session from '../session.js'
import { append, h, replace } from '../dom.js'
import { fill, form, makeField, valuesOf } from '../forms.js'
import { details, heading, inset, levelTag, link, paragraph, section, summary, table } from '../parts.js'
import { curves } from '../picture.js'
import { capital, count, plain, shortDay, shortTime } from '../words.js'

const MODES = [['live', 'Live: alerts are told'], ['shadow', 'Shadow: recorded, told to nobody'], ['off', 'Off']]
const KEYS = {
  within: 'The window it looks at',
  rearm: 'New incidents needed after a decision',
  mode: 'Mode',
  'score.half_life': 'A weight halves in'
}

function keyTitle (key) {
  if (KEYS[key]) return KEYS[key]
  const tier = /^(?:levels\.(\w+)\.)?needs\.(\w+)$/.exec(key)
  if (!tier) return capital(plain(key))
  const what = { incidents: 'Incidents', agencies: 'Agencies', categories: 'Kinds of concern', times_usual: 'Times the usual rate', score: 'Weight' }[tier[2]] ?? plain(tier[2])
  return tier[1] ? `${what} for ${tier[1]}` : what
}

const nameOf = (rule, key) => `${rule}/${key}`

function fieldOf (rule, setting) {
  const common = { name: nameOf(rule.name, setting.key), label: keyTitle(setting.key), small: true }
  const field = makeField(setting.key === 'mode'
    ? { ...common, kind: 'select', options: MODES }
    : { ...common, width: setting.is_number ? 4 : 10, inputmode: setting.is_number ? 'decimal' : null })
  field.node.querySelector('input, select').value = setting.value
  return field
}

function ruleFields (rule, fields) {
  return h('details.govuk-details.tuning-rule', null,
    h('summary.govuk-details__summary', null,
      h('span.govuk-details__summary-text', null, rule.title, h('span.tuning-rule__changed', { hidden: true }, ' – changed'))),
    h('div.govuk-details__text', null, rule.basis && h('p.govuk-body-s', null, rule.basis),
      h('div.tuning-rule__fields', null, fields.map((field) => field.node))))
}

const changesOf = (rules, values) => rules.flatMap((rule) => rule.settings
  .map((setting) => ({ rule: rule.name, key: setting.key, value: (values[nameOf(rule.name, setting.key)] ?? setting.value).trim(), before: setting.value }))
  .filter((change) => change.value !== change.before))

function alertTable (title, alerts, total, titles) {
  if (!total) return paragraph(`${title}: none.`)
  return details(`${title}: ${total.toLocaleString('en-GB')}`,
    total > alerts.length && paragraph(`The first ${alerts.length} are listed.`),
    table(title, [
      { title: 'Known', head: true, cell: (row) => shortTime(row.known_at) },
      { title: 'Rule', cell: (row) => titles.get(row.rule) ?? plain(row.rule) },
      { title: 'Level', cell: (row) => levelTag(row.level) },
      { title: 'Child', cell: (row) => session.can('manager') ? link(`/children/${row.child}`, `child ${row.child}`) : `child ${row.child}` }
    ], alerts, { hideCaption: true }))
}

function download (text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  return h('a.govuk-button', { href: url, download: 'rules.conf' }, 'Download this rules.conf')
}

function result (told, titles) {
  const { counts } = told
  const weeks = Math.max(told.weeks.length, 1)
  const aWeek = (n) => `${n.toLocaleString('en-GB')} in all, ${(n / weeks).toFixed(1)} a week`
  const moved = [[counts.earlier, 'rise earlier'], [counts.later, 'rise later'], [counts.higher, 'rise at a higher level'], [counts.lower, 'rise at a lower level']]
    .filter(([n]) => n).map(([n, what]) => `${n.toLocaleString('en-GB')} ${what}`)
  return h('div', null,
    h('h2.govuk-heading-m', { tabindex: '-1' }, 'What it would have raised'),
    paragraph('Judged on all that is on file, as if each set of rules had been there all along.'),
    summary([
      ['Rules in force', aWeek(counts.in_force)], ['With your changes', aWeek(counts.tried)],
      ['Gained', count(counts.gained, 'alert')], ['Lost', count(counts.lost, 'alert')], ['Others', moved.join(', ') || 'as before']
    ]),
    told.weeks.length > 1
      ? curves({
        label: 'Alerts a week, by the rules in force and with your changes. The table below says the same.',
        lines: [
          { title: 'Rules in force', kind: 'before', points: told.weeks.map((week) => ({ at: week.week, value: week.in_force })) },
          { title: 'With your changes', kind: 'after', points: told.weeks.map((week) => ({ at: week.week, value: week.tried })) }
        ],
        unit: 'alerts a week'
      })
      : null,
    details('See this as a table', table('Alerts a week', [
      { title: 'Week from', head: true, cell: (row) => shortDay(row.week) },
      { title: 'Rules in force', number: true, cell: (row) => row.in_force },
      { title: 'With your changes', number: true, cell: (row) => row.tried }
    ], told.weeks, { hideCaption: true })),
    alertTable('Alerts gained', told.gained, counts.gained, titles),
    alertTable('Alerts lost', told.lost, counts.lost, titles),
    section('To put it in force',
      paragraph('Nothing has changed. Review the file together, then whoever runs concernd applies it:'),
      h('pre.code', null, `concernctl rules diff --rules rules.conf\nconcernctl rules apply --rules rules.conf --reason "why"`),
      details('What differs', h('pre.code', null, told.difference)), download(told.rules_conf)))
}

export async function make () {
  const book = await api.get('/v1/rules')
  const titles = new Map(book.rules.map((rule) => [rule.name, rule.title]))
  const place = h('div', { 'aria-live': 'polite' })
  const fields = []
  const groups = book.rules.map((rule) => {
    const own = rule.settings.map((setting) => fieldOf(rule, setting))
    fields.push(...own)
    return ruleFields(rule, own)
  })
  const who = session.person()
  const key = `tuning:${book.version}`

  function mark (values) {
    for (const [i, rule] of book.rules.entries()) {
      groups[i].querySelector('.tuning-rule__changed').hidden = !changesOf([rule], values).length
    }
  }

  const made = form({
    label: 'Thresholds',
    fields,
    submit: 'Try it on what is on file',
    children: groups,
    check: (values) => changesOf(book.rules, values).length ? [] : [{ text: 'Change a number first: as it stands it is the rules in force' }],
    async send (values) {
      replace(place, paragraph('Working: every child on file is judged twice …'))
      try {
        const told = await api.post('/v1/rules/tryouts', {
          changes: changesOf(book.rules, values).map(({ rule, key, value }) => ({ rule, key, value }))
        })
        replace(place, result(told, titles))
        place.querySelector('h2').focus()
      } catch (problem) {
        replace(place)
        throw problem
      }
    },
    explain (problem, values) {
      const changes = changesOf(book.rules, values)
      const errors = (problem.body.errors ?? []).map(({ pointer, detail }) => {
        const change = changes[Number(/^\/changes\/(\d+)/.exec(pointer)?.[1])]
        const name = change && nameOf(change.rule, change.key)
        if (change) fields.find((field) => field.name === name).node.closest('details').open = true
        return { name, text: change ? `${titles.get(change.rule)}, ${keyTitle(change.key).toLowerCase()}: ${detail}` : detail }
      })
      return errors.length ? errors : [{ text: problem.message }]
    },
    onInput (values) {
      mark(values)
      drafts.write(who, key, values)
    }
  })
  const draft = drafts.read(who, key)
  if (draft) {
    fill(made.node, draft)
    mark(valuesOf(made.node))
  }
  return {
    title: 'Tuning',
    node: append(h('div'), heading('Tuning'),
      paragraph('Change a threshold and see, before anything is applied, which alerts it would have gained and lost.'),
      inset(`The rules in force are version ${book.version}. Nothing on this page changes them.`), made.node, place)
  }
}
