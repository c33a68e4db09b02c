// SPDX-License-Identifier: Apache-2.0
// Times and numbers as people say them. All times are shown in the council's zone.

let zone = 'Europe/London'
export function useZone (name) { zone = name || zone }

const formats = new Map()
function format (options) {
  const key = zone + JSON.stringify(options)
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }))
  }
  return formats.get(key)
}

// "2026-11-03" is a whole day, and stays that day in every zone.
const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text)
const asDate = (text) => new Date(isDay(text) ? `${text}T12:00:00Z` : text)

export function day (text) {
  if (!text) return ''
  return format({ day: 'numeric', month: 'long', year: 'numeric' }).format(asDate(text))
}

export function shortDay (text) {
  if (!text) return ''
  return format({ day: 'numeric', month: 'short', year: 'numeric' }).format(asDate(text))
}

export function time (text) {
  if (!text) return ''
  if (isDay(text)) return day(text)
  return `${day(text)} at ${clock(text)}`
}

export function shortTime (text) {
  if (!text) return ''
  return isDay(text) ? shortDay(text) : `${shortDay(text)}, ${clock(text)}`
}

// "3:05pm"
export function clock (text) {
  const parts = format({ hour: 'numeric', minute: '2-digit', hour12: true })
    .formatToParts(asDate(text))
  const of = (type) => parts.find((part) => part.type === type)?.value ?? ''
  const minutes = of('minute') === '00' ? '' : ':' + of('minute')
  return of('hour') + minutes + of('dayPeriod').replace(/[\s.]/g, '').toLowerCase()
}

const MINUTE = 60e3
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

// A stretch of time by its one or two largest units: "2 days 4 hours", "35 minutes"
export function stretch (milliseconds) {
  const rest = Math.abs(milliseconds)
  if (rest < MINUTE) return 'less than a minute'
  if (rest < HOUR) return count(Math.floor(rest / MINUTE), 'minute')
  if (rest < DAY) {
    const minutes = Math.floor((rest % HOUR) / MINUTE)
    return count(Math.floor(rest / HOUR), 'hour') +
      (rest < 4 * HOUR && minutes ? ' ' + count(minutes, 'minute') : '')
  }
  const days = Math.floor(rest / DAY)
  const hours = Math.floor((rest % DAY) / HOUR)
  if (days < 3 && hours) return `${count(days, 'day')} ${count(hours, 'hour')}`
  return days < 90 ? count(days, 'day') : count(Math.floor(days / 30.44), 'month')
}

export const ago = (text, now = Date.now()) => stretch(now - asDate(text))

export function left (text, now = Date.now()) {
  const rest = asDate(text) - now
  return rest < 0 ? `${stretch(rest)} overdue` : `${stretch(rest)} left`
}

// Of a contact: a whole day has no hour worth telling.
export const occurred = (contact, short) => contact.whole_day
  ? (short ? shortDay : day)(contact.occurred_at)
  : (short ? shortTime : time)(contact.occurred_at)

export const isPast = (text, now = Date.now()) => asDate(text) < now

export function count (n, one, many = one + 's') {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`
}

export function list (words, and = 'and') {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${and} ${words.at(-1)}`
}

export const capital = (text) => text ? text[0].toUpperCase() + text.slice(1) : ''

// In the middle of a sentence; "CAMHS" stays as it is.
export const uncapital = (text) => /^[A-Z][^A-Z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text

// A word of the configuration, where its title is not known: "domestic-abuse"
export const plain = (word) => capital(String(word ?? '').replaceAll('-', ' '))

// What a wall clock of the council shows as an instant: "2026-11-03", "14:30" → "2026-11-03T14:30:00.000Z"
export function instantOf (onDay, atTime) {
  const wall = Date.parse(`${onDay}T${atTime}:00Z`)
  if (Number.isNaN(wall)) return ''
  const shown = (at) => {
    const of = Object.fromEntries(format({
      year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'
    }).formatToParts(at).map(({ type, value }) => [type, value]))
    return Date.parse(`${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}:00Z`)
  }
  const near = wall - (shown(wall) - wall) // off by an hour at most, where clocks change
  return new Date(near - (shown(near) - wall)).toISOString()
}
