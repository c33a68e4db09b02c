// SPDX-License-Identifier: Apache-2.0
// Meetings, on the page of an alert and on that of a child.
import { h } from '../dom.js'
import { link, paragraph, section as pageSection } from '../parts.js'
import { listOf } from './meeting-words.js'

export async function section (alert, words) {
  return h('div', null, h('h3.govuk-heading-s', null, 'Meetings'), await listOf({ alert: alert.id }, words),
    paragraph(link(`/meetings/new?alert=${alert.id}`, 'Call a meeting, or note one')))
}

export async function childSection (child, words) {
  return pageSection('Meetings', await listOf({ child: child.child.id }, words))
}
