// SPDX-License-Identifier: Apache-2.0
// Flags for the police, on the page of an alert and on that of a child.
import * as session from '../session.js'
import { h } from '../dom.js'
import { link, paragraph, section as pageSection } from '../parts.js'
import { ADVICE, listOf } from './flag-words.js'

export async function section (alert, words) {
  return h('div', null, h('h3.govuk-heading-s', null, 'Flags for the police'),
    await listOf({ alert: alert.id }, words),
    session.can('manager') && paragraph(link(`/flags/new?alert=${alert.id}`, 'Advise the police to set a flag')))
}

export async function childSection (child, words) {
  return pageSection('Flags for the police', paragraph(ADVICE), await listOf({ child: child.child.id }, words))
}
