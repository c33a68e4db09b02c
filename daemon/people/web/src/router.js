// SPDX-License-Identifier: Apache-2.0
// Addresses and pages: "/alerts/{}" takes what stands in that place. A link to one of them changes the page
// without loading it anew, and a screen reader hears its title because the heading gets the focus.
import { h, replace } from './dom.js'

let table = []
let guard = () => null
let around = () => {}
let left = () => {}
let serial = 0
let leave = null

export function usePages (pages) { table = pages }
export function useGuard (call) { guard = call }
export function whenShown (call) { around = call }
export function whenLeft (call) { left = call }

function find (path) {
  for (const page of table) {
    const pattern = new RegExp('^' + page.path.replaceAll('{}', '([^/]+)') + '$')
    const found = pattern.exec(path)
    if (found) return { page, parts: found.slice(1).map(decodeURIComponent) }
  }
  return null
}

export function go (address, { replaced = false } = {}) {
  history[replaced ? 'replaceState' : 'pushState'](null, '', address)
  return show({ focus: true })
}

function problemPage (problem) {
  const title = {
    0: 'The service does not answer just now',
    403: 'This is not open to you',
    404: 'There is no such thing here'
  }[problem.status] ?? 'That did not work'
  return {
    title,
    node: h('div', null,
      h('h1.govuk-heading-l', { tabindex: '-1' }, title),
      h('p.govuk-body', null, problem.message),
      h('p.govuk-body', null, h('a.govuk-link', { href: location.pathname + location.search }, 'Try again'),
        ' or ', h('a.govuk-link', { href: '/' }, 'go to what needs a decision'), '.'))
  }
}

async function make (page, parts) {
  try {
    return await page.make(...parts)
  } catch (problem) {
    if (problem.status === undefined) throw problem
    return problemPage(problem)
  }
}

function place (made, focus) {
  const main = document.getElementById('main')
  const service = document.querySelector('.page-header__title')?.textContent ?? ''
  replace(main, made.node)
  main.removeAttribute('aria-busy')
  document.title = [made.title, service].filter(Boolean).join(' – ')
  if (focus) {
    window.scrollTo(0, 0)
    ;(main.querySelector('[data-focus]') ?? main.querySelector('h1'))?.focus({ preventScroll: true })
  }
  made.shown?.()
}

export async function show ({ focus = false } = {}) {
  const mine = ++serial
  const other = guard(location.pathname)
  const found = other ? { page: other, parts: [] } : find(location.pathname)
  document.getElementById('main').setAttribute('aria-busy', 'true')
  const made = found
    ? await make(found.page, found.parts)
    : problemPage({ status: 404, message: 'This address leads nowhere.' })
  if (mine !== serial) return // somebody went on meanwhile
  leave?.()
  left()
  leave = made.leave ?? null
  place(made, focus)
  around(found?.page)
}

const isOurs = (anchor) => anchor.origin === location.origin && !anchor.hasAttribute('download') &&
  !anchor.target && find(anchor.pathname)

export function start () {
  document.addEventListener('click', (event) => {
    const anchor = event.target.closest?.('a[href]')
    if (!anchor || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey ||
        event.shiftKey || event.altKey || anchor.getAttribute('href').startsWith('#') || !isOurs(anchor)) return
    event.preventDefault()
    go(anchor.pathname + anchor.search)
  })
  window.addEventListener('popstate', () => show({ focus: true }))
  return show()
}
