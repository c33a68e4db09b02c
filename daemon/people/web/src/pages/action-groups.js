// SPDX-License-Identifier: Apache-2.0
// What somebody is asked to do, in a form: as many actions as are needed, each with who, of which agency, by
// when, and what happens otherwise. A decision asks for them, and a meeting does.
import { append, h } from '../dom.js'
import { makeField } from '../forms.js'
import { button } from '../parts.js'

const PARTS = ['what', 'owner', 'agency', 'due', 'contingency']
const TEXTS = {
  what: 'Say what is to be done',
  owner: 'Name who does it',
  agency: 'Choose the agency of who does it',
  due: 'Give the day by which it is done',
  contingency: 'Say what happens if it is not done'
}

// alerts: [[value, text]] to choose from, where an action is for one of several
function actionFields (n, words, alerts) {
  const name = (part) => `action-${n}-${part}`
  return [
    makeField({ name: name('what'), label: 'What is to be done', kind: 'area', rows: 2, small: true }),
    alerts && makeField({ name: name('alert'), label: 'For whom', kind: 'select', small: true, options: alerts }),
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
  ].filter(Boolean)
}

// changed() is called when a group comes or goes: numbers() then tells which are shown, for a draft.
export function actionGroups (words, { alerts = null, changed }) {
  let numbers = []
  let next = 1
  const groups = new Map()
  const place = h('div')
  const addField = {
    name: 'add-action',
    id: 'add-action',
    node: h('div.govuk-form-group', null,
      h('p.govuk-error-message', { id: 'add-action-error', hidden: true }),
      button('Add an action', () => {
        const n = add()
        groups.get(n)[0].node.querySelector('textarea').focus()
        changed()
      }, { secondary: true, id: 'add-action' })),
    hintId: null,
    errorId: 'add-action-error'
  }
  addField.node.firstChild.before(h('fieldset', { hidden: true }))

  function add (n = next) {
    next = Math.max(next, n) + 1
    numbers.push(n)
    const fields = actionFields(n, words, alerts)
    groups.set(n, fields)
    append(place, h('fieldset.govuk-fieldset.action-group', { 'data-action': n },
      h('legend.govuk-fieldset__legend.govuk-fieldset__legend--s', null, `Action ${numbers.length}`),
      fields.map((field) => field.node),
      button('Remove this action', (event) => {
        event.target.closest('fieldset').remove()
        numbers = numbers.filter((other) => other !== n)
        groups.delete(n)
        changed()
        document.getElementById('add-action').focus()
      }, { secondary: true })))
    return n
  }

  return {
    nodes: [place, addField.node],
    numbers: () => numbers,
    restore: (shown) => { for (const n of shown ?? []) add(n) },
    fields: () => [...numbers.flatMap((n) => groups.get(n)), addField],
    values: (values) => numbers.map((n) => ({
      ...Object.fromEntries(PARTS.map((part) => [part, values[`action-${n}-${part}`]])),
      ...(alerts && { alert: Number(values[`action-${n}-alert`]) })
    })),
    check: (values) => numbers.flatMap((n) => PARTS.filter((part) => !values[`action-${n}-${part}`]?.trim())
      .map((part) => ({ name: `action-${n}-${part}`, text: TEXTS[part] }))),
    // What of an answer belongs to which field: "/actions/1/due" → "action-1-due"; null for any other pointer
    fieldOf (pointer) {
      const action = /^\/actions\/(\d+)\/(\w+)$/.exec(pointer ?? '')
      if (action) return `action-${numbers[Number(action[1])]}-${action[2]}`
      return pointer === '/actions' ? 'add-action' : null
    }
  }
}
