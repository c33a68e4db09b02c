// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and for how long. Only what a person does counts, in any tab; before the time is up the
// page asks; what was typed outlives it.
import * as api from './api.js'
import * as drafts from './drafts.js'
import { h, replace } from './dom.js'
import { button } from './parts.js'
import { stretch } from './words.js'

const WARN_BEFORE = 2 * 60e3
const TICK = 2e3
const ACTIVE = 'active' // when somebody last did something in any tab
const QUIET = 5 * 60e3 // after that the page asks for nothing by itself

let current = null // what GET /v1/session tells
let spoken = 0 // when the daemon last heard of us
let timer = null
let dialog = null
let onChange = () => {}
let onEnd = () => {}

export const who = () => current
export const title = () => current?.person.title || person()
export const person = () => current?.person.name ?? ''
export const can = (role) => current?.person.roles.includes(role) ?? false
export function whenChanged (call) { onChange = call }
export function whenEnded (call) { onEnd = call }

const lastActive = () => Number(localStorage.getItem(ACTIVE)) || 0

export const isActive = () => !document.hidden && Date.now() - lastActive() < QUIET

function act () {
  if (Date.now() - lastActive() > 1000) localStorage.setItem(ACTIVE, Date.now())
}

function take (session) {
  current = session
  spoken = Date.now()
  api.useToken(session?.csrf ?? null)
  clearInterval(timer)
  if (session) {
    localStorage.setItem(ACTIVE, Date.now())
    timer = setInterval(watch, TICK)
  }
  onChange()
}

function watch () {
  if (!current?.idle_seconds) return
  const idle = current.idle_seconds * 1000
  const rest = lastActive() + idle - Date.now()
  if (rest <= 0) timeOut()
  else if (rest <= Math.min(WARN_BEFORE, idle / 2)) warn(rest)
  else {
    closeDialog()
    if (Date.now() - spoken > idle / 4 && lastActive() > spoken) keep()
  }
}

// Somebody types, and asks for nothing: the daemon must hear of it.
async function keep () {
  spoken = Date.now()
  try {
    await api.get('/v1/session')
  } catch {
    // What is asked for next says what is wrong.
  }
}

function warn (rest) {
  if (!dialog) {
    const text = h('p.govuk-body', { role: 'status' })
    dialog = h('dialog.page-dialog', { 'aria-labelledby': 'timeout-title' },
      h('h2.govuk-heading-m', { id: 'timeout-title' }, 'You will soon be signed out'), text,
      h('p.govuk-body', null, 'What you have typed is kept, and is there when you sign in again.'),
      h('div.govuk-button-group', null,
        button('Stay signed in', stay, { autofocus: true }),
        button('Sign out', () => signOut().then(onEnd), { secondary: true })))
    dialog.text = text
    dialog.addEventListener('cancel', (event) => { event.preventDefault(); stay() })
    document.body.append(dialog)
    dialog.showModal()
  }
  const words = `Nothing was done for a while. You will be signed out in ${stretch(rest)}.`
  if (dialog.text.textContent !== words) replace(dialog.text, words)
}

function closeDialog () {
  dialog?.close()
  dialog?.remove()
  dialog = null
}

function stay () {
  closeDialog()
  localStorage.setItem(ACTIVE, Date.now())
  keep()
}

export async function load () {
  try {
    take(await api.get('/v1/session'))
  } catch (problem) {
    if (problem.status !== 401) throw problem
    take(null)
  }
  return current
}

export async function signIn (name, password) {
  take(await api.post('/v1/session', { name, password }))
}

// By the council's single sign-on: its proxy says who it is.
export async function signOn () {
  take(await api.post('/v1/session', {}))
}

async function end () {
  closeDialog()
  try {
    await api.remove('/v1/session')
  } catch (problem) {
    if (problem.status !== 401 && problem.status !== 0) throw problem
  }
  take(null)
}

export async function signOut () {
  drafts.dropAll()
  await end()
}

async function timeOut () {
  clearInterval(timer)
  await end()
  ended('You were signed out because nothing was done for a while. What you had typed is kept.')
}

let note = null
export function ended (text) {
  closeDialog()
  note = text
  take(null)
  onEnd()
}

export function takeNote () {
  const text = note
  note = null
  return text
}

for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
  document.addEventListener(kind, (event) => {
    if (!dialog?.contains(event.target) && !dialog) act()
  }, { passive: true, capture: true })
}
