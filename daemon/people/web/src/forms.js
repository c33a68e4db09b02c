// SPDX-License-Identifier: Apache-2.0
// Forms by rows: each knows its field, its error and its draft. An error summary comes first, links to the
// fields, and has the focus.
import { append, h, replace, uniqueId } from './dom.js'
import { capital } from './words.js'

const describedBy = (...ids) => ids.filter(Boolean).join(' ') || null

function group (field, label, control) {
  return h('div.govuk-form-group', { 'data-field': field.name }, label,
    field.hint && h('div.govuk-hint', { id: field.hintId }, field.hint),
    h('p.govuk-error-message', { id: field.errorId, hidden: true }), control)
}

const labelOf = (field) => h(`label.govuk-label${field.small ? '' : '.govuk-label--s'}`,
  { for: field.id }, field.label)

const makers = {
  text (field) {
    return group(field, labelOf(field), h(`input.govuk-input${field.width ? `.govuk-input--width-${field.width}` : ''}`, {
      id: field.id,
      name: field.name,
      type: field.type ?? 'text',
      autocomplete: field.autocomplete ?? 'off',
      spellcheck: field.spellcheck ?? null,
      inputmode: field.inputmode,
      'aria-describedby': describedBy(field.hint && field.hintId)
    }))
  },
  area (field) {
    return group(field, labelOf(field), h('textarea.govuk-textarea', {
      id: field.id,
      name: field.name,
      rows: field.rows ?? 5,
      'aria-describedby': describedBy(field.hint && field.hintId)
    }))
  },
  select (field) {
    return group(field, labelOf(field), h('select.govuk-select', {
      id: field.id, name: field.name, 'aria-describedby': describedBy(field.hint && field.hintId)
    }, field.options.map(([value, text]) => h('option', { value }, text))))
  },
  choice (field) {
    const kind = field.many ? 'checkboxes' : 'radios'
    const small = field.compact ? `.govuk-${kind}--small` : ''
    const items = field.options.map(([value, text, hint], i) => {
      const id = i ? `${field.id}-${i}` : field.id
      return h(`div.govuk-${kind}__item`, null,
        h(`input.govuk-${kind}__input`, {
          id, name: field.name, type: field.many ? 'checkbox' : 'radio', value, 'aria-describedby': hint ? `${id}-hint` : null
        }),
        h(`label.govuk-label.govuk-${kind}__label`, { for: id }, text),
        hint && h(`div.govuk-hint.govuk-${kind}__hint`, { id: `${id}-hint` }, hint))
    })
    return h('div.govuk-form-group', { 'data-field': field.name },
      h('fieldset.govuk-fieldset', { 'aria-describedby': describedBy(field.hint && field.hintId) },
        h('legend.govuk-fieldset__legend.govuk-fieldset__legend--s', null, field.label),
        field.hint && h('div.govuk-hint', { id: field.hintId }, field.hint),
        h('p.govuk-error-message', { id: field.errorId, hidden: true }),
        h(`div.govuk-${kind}${small}`, { 'data-module': null }, items)))
  }
}

export function makeField (given) {
  const id = given.id ?? uniqueId(given.name.replace(/\W/g, '-'))
  const field = { ...given, id, hintId: `${id}-hint`, errorId: `${id}-error` }
  field.node = makers[field.kind ?? 'text'](field)
  return field
}

export function showError (field, text) {
  const message = field.node.querySelector('.govuk-error-message')
  const control = field.node.querySelector('fieldset, input, textarea, select')
  field.node.classList.toggle('govuk-form-group--error', Boolean(text))
  for (const input of field.node.querySelectorAll('.govuk-input, .govuk-textarea, .govuk-select')) {
    const kind = [...input.classList].find((name) => /^govuk-(input|textarea|select)$/.test(name))
    input.classList.toggle(`${kind}--error`, Boolean(text))
    input.setAttribute('aria-invalid', text ? 'true' : 'false')
  }
  message.hidden = !text
  replace(message, text && h('span.govuk-visually-hidden', null, 'Error: '), text ?? '')
  control.setAttribute('aria-describedby',
    describedBy(field.hint && field.hintId, text && field.errorId) ?? '')
}

// errors: [{ field, text, more }]; field may be null for what belongs to none, and more is then a link
export function errorSummary (errors) {
  const id = uniqueId('problems')
  return h('div.govuk-error-summary', { role: 'alert', 'aria-labelledby': id, tabindex: '-1' },
    h('h2.govuk-error-summary__title', { id }, 'There is a problem'),
    h('div.govuk-error-summary__body', null,
      h('ul.govuk-list.govuk-error-summary__list', null, errors.map(({ field, text, more }) =>
        h('li', null, field
          ? h('a', {
            href: `#${field.id}`,
            onclick (event) {
              event.preventDefault()
              const control = document.getElementById(field.id)
              control.scrollIntoView({ block: 'center' })
              control.focus({ preventScroll: true })
            }
          }, text)
          : [text, more && [' ', more]])))))
}

export function valuesOf (form) {
  const values = {}
  for (const element of form.elements) {
    if (!element.name || element.type === 'password') continue
    if (element.type === 'radio') {
      if (element.checked) values[element.name] = element.value
    } else if (element.type === 'checkbox') {
      values[element.name] = values[element.name] ?? []
      if (element.checked) values[element.name].push(element.value)
    } else {
      values[element.name] = element.value
    }
  }
  return values
}

export function fill (form, values) {
  for (const element of form.elements) {
    const value = values?.[element.name]
    if (value === undefined || element.type === 'password') continue
    if (element.type === 'radio') element.checked = element.value === value
    else if (element.type === 'checkbox') element.checked = value.includes(element.value)
    else element.value = value
  }
}

// A form whose fields and errors are looked after. check(values) gives [{ name, text, more }]; send(values) may
// throw a Problem, whose words `explain` may turn into errors of fields. The same press twice sends once.
export function form ({ fields, children, submit, check, send, explain, onInput, label }) {
  const summaryPlace = h('div')
  const press = h('button.govuk-button', { type: 'submit' }, submit)
  const node = h('form', { novalidate: true, 'aria-label': label }, summaryPlace,
    children ?? fields.map((field) => field.node), press)
  const byName = () => new Map((typeof fields === 'function' ? fields() : fields)
    .map((field) => [field.name, field]))

  function tell (errors) {
    const known = byName()
    for (const field of known.values()) showError(field, null)
    const rows = errors.map(({ name, text, more }) => ({ field: known.get(name) ?? null, text: capital(text), more }))
    for (const { field, text } of rows) if (field) showError(field, text)
    replace(summaryPlace)
    if (!rows.length) return
    const box = errorSummary(rows)
    append(summaryPlace, box)
    box.scrollIntoView({ block: 'nearest' })
    box.focus({ preventScroll: true })
  }

  async function go (event) {
    event.preventDefault()
    if (press.getAttribute('aria-disabled')) return
    const values = valuesOf(node)
    const errors = check?.(values) ?? []
    tell(errors)
    if (errors.length) return
    press.setAttribute('aria-disabled', 'true')
    try {
      await send(values, node)
    } catch (problem) {
      if (problem.status === undefined) throw problem
      tell(explain?.(problem, values) ?? [{ text: problem.message }])
    } finally {
      press.removeAttribute('aria-disabled')
    }
  }

  node.addEventListener('submit', go)
  if (onInput) {
    node.addEventListener('input', () => onInput(valuesOf(node)))
    node.addEventListener('change', () => onInput(valuesOf(node)))
  }
  return { node, tell, press, summaryPlace }
}
