// SPDX-License-Identifier: Apache-2.0
// The partnership report: charts with the tables behind them. Small numbers are hidden where they are
// counted, by the daemon; nothing here could show them.
import * as api from '../api.js'
import { append, h, replace } from '../dom.js'
import { button, details, heading, inset, paragraph, section, table } from '../parts.js'
import { curves } from '../picture.js'
import { vocabulary } from '../vocabulary.js'

const HIDDEN = '1 to 5'
const PARTS = [
  {
    title: 'Contacts, and repeats',
    lead: 'A repeat is a contact about a child of whom there was another in the 12 months before.',
    columns: [['contacts', 'Contacts'], ['repeats', 'Repeats']]
  },
  {
    title: 'No further action, again and again',
    lead: 'Contacts that were closed with no further action, and those of them that were the third in a row for a child.',
    columns: [['nfa', 'No further action'], ['nfa_runs', 'The third in a row or more']]
  },
  {
    title: 'Alerts, and decisions on them',
    lead: 'Alerts that have a contact of the agency in their evidence, by the month in which they rose.',
    columns: [['alerts', 'Alerts'], ['decided', 'Decided'], ['in_time', 'Decided in time'], ['decisions_by_clock', 'Had a clock']]
  },
  {
    title: 'Feedback to agencies',
    lead: 'What agencies were to hear of decisions, and what they heard in time.',
    columns: [['feedback', 'Feedback due'], ['feedback_in_time', 'Given in time']]
  }
]

const month = (text) => new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })
  .format(new Date(`${text}-15T00:00:00Z`))

const shown = (value) => value === null ? HIDDEN : value.toLocaleString('en-GB')

function legible (rows, columns) {
  return columns.filter(([key]) => rows.some((row) => row[key] !== undefined))
}

// One curve an agency; a month whose number is hidden is left out of the curve.
function chart (part, column, rows, words) {
  const lines = [...new Set(rows.map((row) => row.agency))].map((agency) => ({
    title: words.agency(agency),
    points: rows.filter((row) => row.agency === agency && typeof row[column[0]] === 'number')
      .map((row) => ({ at: `${row.month}-15`, value: row[column[0]] }))
  })).filter((line) => line.points.length > 1)
    .sort((a, b) => Math.max(...b.points.map((p) => p.value)) - Math.max(...a.points.map((p) => p.value)))
    .slice(0, 6).map((line, i) => ({ ...line, kind: i }))
  if (!lines.length) return null
  return h('div', null, h('h3.govuk-heading-s', null, `${column[1]} a month`),
    curves({ lines, label: `${part.title}: ${column[1].toLowerCase()} a month, by agency. The table below says the same.` }))
}

function show (part, rows, words) {
  const columns = legible(rows, part.columns)
  if (!columns.length) return null
  return section(part.title, paragraph(part.lead),
    columns.slice(0, 2).map((column) => chart(part, column, rows, words)),
    details('See this as a table', table(part.title, [
      { title: 'Month', head: true, cell: (row) => month(row.month) },
      { title: 'Agency', cell: (row) => words.agency(row.agency) },
      ...columns.map(([key, title]) => ({ title, number: true, cell: (row) => shown(row[key]) }))
    ], rows, { hideCaption: true })))
}

function download (place) {
  return button('Download all figures as CSV', async () => {
    try {
      const url = URL.createObjectURL(new Blob([await api.getText('/v1/reports/partnership', 'text/csv')], { type: 'text/csv' }))
      const anchor = h('a', { href: url, download: 'partnership.csv' })
      anchor.click()
      replace(place, paragraph('The file is in your downloads.'))
    } catch (problem) {
      if (problem.status === undefined) throw problem
      replace(place, inset(problem.message))
    }
  }, { secondary: true })
}

export async function make () {
  const [words, report] = await Promise.all([vocabulary(), api.get('/v1/reports/partnership')])
  const place = h('div', { role: 'status' })
  return {
    title: 'Partnership report',
    node: append(h('div'),
      heading('Partnership report'),
      paragraph(`From ${month(report.from)} to ${month(report.until)}. Numbers from 1 to 5 are not shown, so that no child can be told from them.`),
      download(place), place,
      report.rows.length
        ? PARTS.map((part) => show(part, report.rows, words))
        : inset('There is nothing to count yet.'))
  }
}
