// SPDX-License-Identifier: Apache-2.0
// Elements from plain values. What anybody typed becomes a text node or an attribute, never markup: there
// is no other way to make an element here, and the browser is told to allow none.

const SVG = 'http://www.w3.org/2000/svg'

function set (element, name, value) {
  if (value === null || value === undefined || value === false) return
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
  else element.setAttribute(name, value === true ? '' : value)
}

export function append (element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue
    element.append(child instanceof Node ? child : String(child))
  }
  return element
}

function make (element, classes, attributes, children) {
  if (classes.length) element.setAttribute('class', classes.join(' '))
  for (const [name, value] of Object.entries(attributes ?? {})) set(element, name, value)
  return append(element, ...children)
}

// h('p.govuk-body', { id: 'x' }, 'text', h('b', null, 'more'))
export function h (what, attributes, ...children) {
  const [tag, ...classes] = what.split('.')
  return make(document.createElement(tag), classes, attributes, children)
}

export function svg (what, attributes, ...children) {
  const [tag, ...classes] = what.split('.')
  return make(document.createElementNS(SVG, tag), classes, attributes, children)
}

export function replace (element, ...children) {
  element.replaceChildren()
  return append(element, ...children)
}

export const hidden = (text) => h('span.govuk-visually-hidden', null, text)

let last = 0
export const uniqueId = (stem) => `${stem}-${++last}`
