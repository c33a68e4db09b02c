// SPDX-License-Identifier: Apache-2.0
// The picture of an alert: a lane for each agency, incidents as numbered marks, joined where several agencies
// told of one; above them the count as it climbed to the line; the window shaded; decisions as flags. It says
// nothing that the table behind it does not.
import { axisBottom } from 'd3-axis'
import { scaleLinear, scaleUtc } from 'd3-scale'
import { select } from 'd3-selection'
import { curveStepAfter, line } from 'd3-shape'
import { append, h, replace, svg } from './dom.js'
import { details, table } from './parts.js'
import { count, list, shortTime } from './words.js'

const LANE = 44
const MARK = 11
const COUNT_HEIGHT = 96
const FLAG_HEIGHT = 34
const AXIS_HEIGHT = 30
const NARROW = 620

export const at = (text) => new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? text + 'T12:00:00Z' : text)

const part = (options, date) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(date)

// "2026", "March" or "30 Aug", as much as the place on the axis needs.
function tick (date) {
  if (date.getUTCDate() !== 1) return part({ day: 'numeric', month: 'short' }, date)
  return date.getUTCMonth() ? part({ month: 'long' }, date) : String(date.getUTCFullYear())
}

// All times that must fit, with some air at both ends.
function extent (model) {
  const times = [
    ...model.contacts.map((contact) => +at(contact.at)),
    ...model.decisions.map((decision) => +at(decision.at)),
    +at(model.until)
  ]
  const from = Math.min(...times)
  const to = Math.max(...times)
  const air = Math.max((to - from) * 0.04, 864e5)
  return [new Date(from - air), new Date(to + air)]
}

// Contacts of one lane that would cover each other step up and down in turn.
function spread (contacts, x) {
  let last = -Infinity
  let turn = 0
  return contacts.map((contact) => {
    const place = x(at(contact.at))
    turn = place - last < 2 * MARK ? turn + 1 : 0
    last = place
    return { contact, x: place, shift: turn === 0 ? 0 : (turn % 2 ? -1 : 1) * 10 }
  })
}

function lanesOf (model) {
  const own = model.agencies.map((agency) => ({
    title: agency.title,
    contacts: model.contacts.filter((contact) => contact.agency === agency.name && contact.about === 'child')
  }))
  const others = [['sibling', 'About a brother or sister'], ['parent-carer', 'About a parent or carer'],
    ['other-adult', 'About another adult']].map(([about, title]) => ({
    title, other: true, contacts: model.contacts.filter((contact) => contact.about === about)
  }))
  return [...own, ...others].filter((lane) => lane.contacts.length)
}

function drawCount (model, x, left, right) {
  const top = Math.max(model.need ?? 0, ...model.climb.map((step) => step.count), 1)
  const y = scaleLinear([0, top + 0.6], [COUNT_HEIGHT - 8, 10])
  const steps = [...model.climb, { at: model.until, count: model.climb.at(-1)?.count ?? 0 }]
  const path = line((step) => x(at(step.at)), (step) => y(step.count)).curve(curveStepAfter)
  const need = model.need && [
    svg('line.picture__need', { x1: left, x2: right, y1: y(model.need), y2: y(model.need) }),
    svg('text.picture__need-text', { x: left + 4, y: y(model.need) - 5 }, `Alert at ${model.need}`)
  ]
  return svg('g', null,
    svg('line.picture__base', { x1: left, x2: right, y1: y(0), y2: y(0) }), need,
    steps.length > 1 && svg('path.picture__climb', { d: path([{ at: steps[0].at, count: 0 }, ...steps]) }),
    model.climb.map((step) => svg('text.picture__climb-text',
      { x: x(at(step.at)) + 4, y: y(step.count) - 4 }, step.count)))
}

function drawFlag (decision, x, top) {
  const place = x(at(decision.at))
  return svg('g.picture__flag', null,
    svg('line', { x1: place, x2: place, y1: top, y2: top + FLAG_HEIGHT }),
    svg('path', { d: `M${place},${top + 2} h14 l-4,6 l4,6 h-14 z` }))
}

function drawMark (place, y) {
  const { contact } = place
  const kind = contact.counted ? (contact.fresh ? '.picture__mark--new' : '') : '.picture__mark--not'
  return svg(`g.picture__mark${kind}`, null,
    svg('circle', { cx: place.x, cy: y, r: contact.counted ? MARK : MARK - 4 }),
    contact.counted && svg('text', { x: place.x, y: y + 4 }, contact.incident))
}

// What counts is never hidden behind what does not.
const inFront = (placed) => [...placed.filter((place) => !place.contact.counted), ...placed.filter((place) => place.contact.counted)]

// Where several contacts tell of one incident, a line joins their marks.
function drawJoins (placed) {
  const byIncident = new Map()
  for (const place of placed) {
    if (place.contact.incident === null) continue
    const all = byIncident.get(place.contact.incident) ?? []
    byIncident.set(place.contact.incident, [...all, place])
  }
  return [...byIncident.values()].filter((all) => all.length > 1).map((all) => svg('path.picture__join', {
    d: line((place) => place.x, (place) => place.y)(all)
  }))
}

// The line of time under a picture, with about so many words on it.
export function timeAxis (x, y, ticks) {
  const axis = svg('g.picture__axis', { transform: `translate(0,${y})` })
  select(axis).call(axisBottom(x).ticks(Math.max(2, Math.floor(ticks))).tickSizeOuter(0).tickFormat(tick))
  axis.removeAttribute('font-family')
  return axis
}

// A frame whose picture is drawn as wide as the frame is, and anew when that changes.
export function drawnToWidth (drawing) {
  const frame = h('div.picture-frame')
  let last = 0
  new ResizeObserver(() => {
    const width = Math.floor(frame.clientWidth)
    if (!width || width === last) return
    last = width
    replace(frame, drawing(width))
  }).observe(frame)
  return frame
}

function draw (model, width) {
  const narrow = width < NARROW
  const left = narrow ? 0 : 170
  const right = width - 6
  const x = scaleUtc(extent(model), [left + 6, right - 24])
  const lanes = lanesOf(model)
  const flags = COUNT_HEIGHT
  const first = flags + (model.decisions.length ? FLAG_HEIGHT : 0)
  const laneHeight = LANE + (narrow ? 18 : 0)
  const bottom = first + lanes.length * laneHeight
  const from = model.window?.from ? Math.max(x(at(model.window.from)), left) : left
  const to = model.window ? Math.min(x(at(model.window.to)), right) : left
  const placed = lanes.flatMap((lane, i) => spread(lane.contacts, x).map((place) => ({
    ...place, y: first + i * laneHeight + (narrow ? 18 : 0) + LANE / 2 + place.shift
  })))
  const axis = timeAxis(x, bottom, (right - left) / 120)
  return svg('svg.picture', {
    width, height: bottom + AXIS_HEIGHT, viewBox: `0 0 ${width} ${bottom + AXIS_HEIGHT}`, role: 'img', 'aria-label': model.summary
  },
  model.window && svg('rect.picture__window', { x: from, y: 0, width: Math.max(to - from, 0), height: bottom }),
  !narrow && svg('text.picture__lane-text', { x: 0, y: COUNT_HEIGHT / 2 }, model.counted),
  drawCount(model, x, left, right),
  model.decisions.map((decision) => drawFlag(decision, x, flags)),
  !narrow && model.decisions.length > 0 &&
    svg('text.picture__lane-text', { x: 0, y: flags + FLAG_HEIGHT / 2 + 4 }, 'Decisions'),
  lanes.map((lane, i) => {
    const top = first + i * laneHeight
    return svg('g', null,
      svg(`rect.picture__lane${lane.other ? '.picture__lane--other' : ''}`, {
        x: 0, y: top + 1, width: right, height: laneHeight - 2
      }),
      svg('text.picture__lane-text', { x: 6, y: narrow ? top + 16 : top + LANE / 2 + 5 }, lane.title))
  }),
  model.window && svg('rect.picture__edge', { x: from, y: 0, width: Math.max(to - from, 0), height: bottom }),
  drawJoins(placed), inFront(placed).map((place) => drawMark(place, place.y)), axis)
}

const key = (model) => h('ul.picture-key', { 'aria-hidden': 'true' },
  h('li', null, h('span.picture-key__mark.picture-key__mark--counted', null, '1'), 'an incident that counts'),
  model.contacts.some((contact) => contact.counted && contact.fresh) &&
    h('li', null, h('span.picture-key__mark.picture-key__mark--new', null, '3'), 'new since the last decision'),
  model.contacts.some((contact) => !contact.counted) &&
    h('li', null, h('span.picture-key__mark.picture-key__mark--not'), 'a contact that does not count here'),
  model.window && h('li', null, h('span.picture-key__mark.picture-key__mark--window'), model.windowText),
  model.decisions.length > 0 && h('li', null, h('span.picture-key__flag', null, '⚑'), 'a decision'))

function asTable (model) {
  const rows = [
    ...model.contacts.map((contact) => ({ ...contact, kind: 'contact' })),
    ...model.decisions.map((decision) => ({ ...decision, kind: 'decision' }))
  ].sort((a, b) => at(a.at) - at(b.at))
  return table('Contacts and decisions, oldest first', [
    { title: 'When', head: true, cell: (row) => shortTime(row.at) },
    { title: 'Incident', cell: (row) => row.kind === 'decision' ? '–' : row.counted ? row.incident : 'not counted' },
    { title: 'From', cell: (row) => row.kind === 'decision' ? 'Decision' : row.agencyTitle },
    { title: 'What', cell: (row) => row.title }
  ], rows, { hideCaption: true })
}

// model: { agencies, contacts, decisions, climb, need, counted (what climbs), window, windowText, until, summary }
export const picture = (model) => h('figure.picture-figure', null,
  drawnToWidth((width) => draw(model, width)), key(model),
  details('See this picture as a table', asTable(model)))

// How many of the incidents lay within the window that ended at each of them; or, where `words` has what to count
// for each incident (its agencies), how many different ones.
export function climbOf (times, within, words = null) {
  return times.map((time, i) => {
    const near = times.slice(0, i + 1).map((other, j) => j).filter((j) => within === null || at(time) - at(times[j]) <= within)
    return { at: time, count: words ? new Set(near.flatMap((j) => words[j])).size : near.length }
  })
}

export const pictureSummary = (model) =>
  `${count(model.contacts.length, 'contact')} from ${list(lanesOf(model).map((lane) => lane.title))}, ` +
  `and ${count(model.decisions.length, 'decision')}, along a line of time. The table below says the same.`

// A chart of curves over weeks or months: lines: [{ title, kind, points: [{ at, value }] }]
export function curves ({ lines, label, unit }) {
  const drawing = (width) => {
    const height = 220
    const points = lines.flatMap((one) => one.points)
    const x = scaleUtc([Math.min(...points.map((p) => +at(p.at))), Math.max(...points.map((p) => +at(p.at)))],
      [36, width - 12])
    const y = scaleLinear([0, Math.max(1, ...points.map((p) => p.value))], [height - 30, 12]).nice(4)
    const axis = timeAxis(x, height - 30, width / 100)
    const ticks = y.ticks(4).filter(Number.isInteger)
    return svg('svg.picture', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label },
      ticks.map((tick) => [
        svg('line.picture__grid', { x1: 36, x2: width - 12, y1: y(tick), y2: y(tick) }),
        svg('text.picture__tick', { x: 28, y: y(tick) + 4 }, tick)
      ]), axis,
      lines.map((one) => svg('g', null,
        svg(`path.picture__curve.picture__curve--${one.kind}`, {
          d: line((p) => x(at(p.at)), (p) => y(p.value)).defined((p) => p.value !== null)(one.points)
        }),
        one.points.filter((p) => p.value !== null).map((p) =>
          svg(`circle.picture__dot--${one.kind}`, { cx: x(at(p.at)), cy: y(p.value), r: 2.5 })))))
  }
  return h('figure.picture-figure', null, drawnToWidth(drawing), append(h('ul.picture-key', { 'aria-hidden': 'true' }),
    lines.map((one) => h('li', null, h(`span.picture-key__line.picture-key__line--${one.kind}`), one.title)),
    unit && h('li', null, unit)))
}
