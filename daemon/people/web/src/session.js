// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and for how long. Before the time is up it asks; what was typed outlives it.
import * as api from './api.js'
import * as drafts from './drafts.js'
import { h, replace } from './dom.js'
import { button } from './parts.js'
import { stretch } from './words.js'

const WARN_BEFORE = 2 * 60e3
const TICK = 5e3

let current = null // what GET /v1/session tells
let endsAt = null // by this computer's clock
let timer = null
let dialog = null
let onChange = () => {}

export const who = () => current
export const person = () => current?.person?.name ?? ''
export const can = (role) => current?.person?.roles?.includes(role) ?? false
export function whenChanged (call) { onChange = call }

function take (session) {
  current = session
  api.useToken(session?.csrf ?? null)
  endsAt = session?.idle_seconds ? Date.now() + session.idle_seconds * 1000 : null
  clearInterval(timer)
  if (session) timer = setInterval(watch, TICK)
  onChange()
}

// Whatever is asked of the daemon keeps the session alive.
export function touched () {
  if (current?.idle_seconds) endsAt = Date.now() + current.idle_seconds * 1000
}

function watch () {
  if (!current || endsAt === null) return
  const rest = endsAt - Date.now()
  if (rest <= 0) ended('You were signed out because nothing was done for a while.')
  else if (rest <= WARN_BEFORE) warn(rest)
}

function warn (rest) {
  if (!dialog) {
    const text = h('p.govuk-body', { role: 'status' })
    dialog = h('dialog.page-dialog', { 'aria-labelledby': 'timeout-title' },
      h('h2.govuk-heading-m', { id: 'timeout-title' }, 'You will soon be signed out'), text,
      h('p.govuk-body', null, 'What you have typed is kept, and is there when you sign in again.'),
      h('div.govuk-button-group', null,
        button('Stay signed in', stay, { autofocus: true }),
        button('Sign out', signOut, { secondary: true })))
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

async function stay () {
  closeDialog()
  try {
    await load()
  } catch {
    // The next thing that is asked says what is wrong.
  }
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

export async function signOut () {
  closeDialog()
  drafts.dropAll()
  try {
    await api.remove('/v1/session')
  } catch (problem) {
    if (problem.status !== 401) throw problem
  }
  take(null)
}

let note = null
export function ended (text) {
  closeDialog()
  note = text
  take(null)
}

export function takeNote () {
  const text = note
  note = null
  return text
}
