// SPDX-License-Identifier: Apache-2.0
// Waits as bars along a line of time: how long each lasted, where its time was up, and a mark for each contact that
// came meanwhile. It says nothing that the sentences and the table beside it do not.
import { scaleUtc } from 'd3-scale'
import { h, svg } from './dom.js'
import { at, drawnToWidth, timeAxis } from './picture.js'
import { shortDay } from './words.js'

const ROW = 72
const BAR_TOP = 24
const BAR = 20
const AXIS = 30
const EDGE = 10

function extent (bars) {
  const times = bars.flatMap((bar) => [bar.began, bar.ended ?? new Date(), ...(bar.lateAfter ? [bar.lateAfter] : [])])
    .map((time) => +new Date(time))
  return [new Date(Math.min(...times)), new Date(Math.max(...times))]
}

const labelOf = (bar) => `From ${shortDay(bar.began)}: ${bar.lasted}${bar.ended ? '' : ', not ended'}`

function drawLimit (bar, x, top, width) {
  const place = x(at(bar.lateAfter))
  const isRight = place > width - 90
  return svg('g', null,
    svg('line.wait__limit', { x1: place, x2: place, y1: top + BAR_TOP - 4, y2: top + BAR_TOP + BAR + 6 }),
    svg(`text.wait__limit-text${isRight ? '.wait__limit-text--left' : ''}`,
      { x: place + (isRight ? -4 : 4), y: top + BAR_TOP + BAR + 17 }, `${bar.allowed} up`))
}

function drawBar (bar, i, x, width) {
  const top = i * ROW
  const from = x(at(bar.began))
  const end = bar.ended ? at(bar.ended) : new Date()
  const to = Math.max(x(end), from + 3)
  const limit = bar.lateAfter && at(bar.lateAfter) < end ? x(at(bar.lateAfter)) : to
  const middle = top + BAR_TOP + BAR / 2
  return svg('g', null,
    svg('text', { x: Math.min(from, Math.max(0, width - 260)), y: top + 16 }, labelOf(bar)),
    svg('rect.wait__bar', { x: from, y: top + BAR_TOP, width: limit - from, height: BAR }),
    limit < to && svg('rect.wait__over', { x: limit, y: top + BAR_TOP, width: to - limit, height: BAR }),
    bar.ended
      ? svg('line.wait__end', { x1: to, x2: to, y1: top + BAR_TOP - 3, y2: top + BAR_TOP + BAR + 3 })
      : svg('path.wait__open', { d: `M${to},${top + BAR_TOP} l${EDGE - 1},${BAR / 2} l${1 - EDGE},${BAR / 2} z` }),
    bar.lateAfter && drawLimit(bar, x, top, width),
    bar.contacts.map((time) => svg('circle.wait__contact', { cx: x(at(time)), cy: middle, r: 6 })))
}

function draw (bars, label, width) {
  const height = bars.length * ROW
  const x = scaleUtc(extent(bars), [EDGE, width - 2 * EDGE])
  return svg('svg.picture', { width, height: height + AXIS, viewBox: `0 0 ${width} ${height + AXIS}`, role: 'img', 'aria-label': label },
    bars.map((bar, i) => drawBar(bar, i, x, width)), timeAxis(x, height, width / 120))
}

// bars: [{ began, ended, lateAfter, allowed, lasted, contacts: [time] }]; null: not ended, no time that is up
export const waitBars = (bars, label) => h('figure.picture-figure', null,
  drawnToWidth((width) => draw(bars, label, width)),
  h('ul.picture-key', { 'aria-hidden': 'true' },
    h('li', null, h('span.picture-key__bar.picture-key__bar--wait'), 'the wait'),
    bars.some((bar) => bar.lateAfter) && h('li', null, h('span.picture-key__bar.picture-key__bar--over'), 'longer than it may last'),
    bars.some((bar) => bar.contacts.length) && h('li', null, h('span.picture-key__mark.picture-key__mark--contact'), 'a contact meanwhile')))
