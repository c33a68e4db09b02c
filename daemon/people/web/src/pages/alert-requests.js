// SPDX-License-Identifier: Apache-2.0
// Information requests to agencies, on the page of an alert and on that of a child.
import { h } from '../dom.js'
import { link, paragraph, section as pageSection } from '../parts.js'
import { listOf } from './request-words.js'

// Also those that were asked on another alert of these children: who decides knows what was asked already.
export async function section (alert, words) {
  return h('div', null, h('h3.govuk-heading-s', null, 'Information requests'),
    await listOf([{ alert: alert.id }, ...alert.children.map((child) => ({ child: child.id }))], words),
    paragraph(link(`/requests/new?alert=${alert.id}`, 'Ask an agency for information')))
}

export async function childSection (child, words) {
  return pageSection('Information requests', await listOf([{ child: child.child.id }], words, { ofChild: false }))
}
