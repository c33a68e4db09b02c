// SPDX-License-Identifier: Apache-2.0
// What is being typed, kept in this tab until it is sent: it survives a restart of the daemon, a
// time-out and a reload of the page, and goes with the tab and on signing out.

const PREFIX = 'draft:'

const keyOf = (person, form) => `${PREFIX}${person}:${form}`

export function read (person, form) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(person, form))) ?? null
  } catch {
    return null
  }
}

export function write (person, form, values) {
  try {
    sessionStorage.setItem(keyOf(person, form), JSON.stringify(values))
  } catch {
    // No room or not allowed: what is typed still stands in the form.
  }
}

export const drop = (person, form) => sessionStorage.removeItem(keyOf(person, form))

export function dropAll () {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
  }
}

// Of an alert this browser remembers which version of its evidence was looked at: a number.
const SEEN = 'seen'

function allSeen () {
  try {
    return JSON.parse(localStorage.getItem(SEEN)) ?? {}
  } catch {
    return {}
  }
}

export const lastSeen = (person, alert) => allSeen()[`${person}:${alert}`] ?? null

export function sawVersion (person, alert, incidents) {
  const seen = allSeen()
  seen[`${person}:${alert}`] = incidents
  const keys = Object.keys(seen)
  for (const key of keys.slice(0, Math.max(0, keys.length - 2000))) delete seen[key]
  try {
    localStorage.setItem(SEEN, JSON.stringify(seen))
  } catch {
    // Then nothing is said of growth.
  }
}
