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
    columns: [['alerts', 'Alerts'], ['decided', 'Decided'], ['decided_in_time', 'Decided in time']]
  },
  {
    title: 'Feedback to agencies',
    lead: 'What agencies were to hear of decisions, and what they heard in time.',
    columns: [['feedback', 'Feedback due'], ['feedback_in_time', 'Given in time']]
  },
  {
    title: 'Information requests to agencies',
    lead: 'By the month in which they were asked. Requests that were withdrawn are not counted.',
    columns: [['requests', 'Asked'], ['requests_in_time', 'Answered in time'], ['requests_late', 'Answered late'],
      ['requests_overdue', 'Not answered, overdue'], ['requests_withheld', 'Not disclosed']]
  }
]

const month = (text) => new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })
  .format(new Date(`${text}-15T00:00:00Z`))

const shown = (value) => value === null ? HIDDEN : value.toLocaleString('en-GB')

function legible (rows, columns) {
  return columns.filter(([key]) => rows.some((row) => row[key] !== undefined))
}

function monthsOf (report) {
  const months = []
  for (let [year, n] = report.from.split('-').map(Number); ;) {
    const name = `${year}-${String(n).padStart(2, '0')}`
    months.push(name)
    if (name >= report.until || months.length > 120) return months
    n === 12 ? (year++, n = 1) : n++
  }
}

const most = (line) => Math.max(...line.points.map((point) => point.value ?? 0))

// One curve an agency, nought where nothing came; a month whose number is hidden leaves a gap.
function chart (part, column, report, words) {
  const byKey = new Map(report.rows.map((row) => [`${row.agency} ${row.month}`, row[column[0]]]))
  const lines = [...new Set(report.rows.map((row) => row.agency))].map((agency) => ({
    title: words.agency(agency),
    points: monthsOf(report).map((name) => {
      const value = byKey.get(`${agency} ${name}`)
      return { at: `${name}-15`, value: value === undefined ? 0 : value }
    })
  })).filter((line) => most(line) > 0).sort((a, b) => most(b) - most(a))
    .slice(0, 6).map((line, i) => ({ ...line, kind: i }))
  if (!lines.length) return paragraph(`${column[1]}: no month has 6 or more.`)
  return h('div', null, h('h3.govuk-heading-s', null, `${column[1]} a month`),
    curves({ lines, label: `${part.title}: ${column[1].toLowerCase()} a month, by agency. The table below says the same.` }))
}

function show (part, report, words) {
  const { rows } = report
  const columns = legible(rows, part.columns)
  if (!columns.length) return null
  return section(part.title, paragraph(part.lead),
    columns.slice(0, 2).map((column) => chart(part, column, report, words)),
    details('See this as a table', table(part.title, [
      { title: 'Month', head: true, cell: (row) => month(row.month) },
      { title: 'Agency', cell: (row) => words.agency(row.agency) },
      ...columns.map(([key, title]) => ({ title, number: true, cell: (row) => shown(row[key]) }))
    ], rows, { hideCaption: true })))
}

// Flags are of the police alone: how they stand today, and by month.
function flags ({ flags: told }) {
  return section('Flags for the police',
    paragraph(`Today ${shown(told.standing)} stand; of ${shown(told.overdue)} the review is overdue; ` +
      `${shown(told.to_be_taken_off)} have ended and are to be taken off by the police.`),
    table('Flags by month', [
      { title: 'Month', head: true, cell: (row) => month(row.month) },
      { title: 'Advised', number: true, cell: (row) => shown(row.advised) },
      { title: 'Reviewed', number: true, cell: (row) => shown(row.reviewed) },
      { title: 'Of them in time', number: true, cell: (row) => shown(row.reviewed_in_time) },
      { title: 'Ended', number: true, cell: (row) => shown(row.ended) }
    ], told.months, { hideCaption: true, empty: 'No flag was advised or reviewed in these months.' }))
}

// Meetings of the whole span: by month there are too few to be shown.
const meetings = ({ meetings: told }, words) => section('Meetings',
  paragraph('Meetings held in these months; the median of days from when one was called until it was held; and at how many an agency that was invited neither came nor sent its part.'),
  table('Meetings by kind', [
    { title: 'Kind', head: true, cell: (row) => words.meeting(row.kind) },
    { title: 'Held', number: true, cell: (row) => shown(row.held) },
    { title: 'Days from called to held', number: true, cell: (row) => row.median_days === null ? 'too few' : shown(row.median_days) },
    { title: 'With an agency missing', number: true, cell: (row) => shown(row.missing) }
  ], told.kinds, { hideCaption: true, empty: 'No meeting was held in these months.' }),
  told.agencies.length > 0 && table('Agencies at meetings', [
    { title: 'Agency', head: true, cell: (row) => words.agency(row.agency) },
    { title: 'Invited', number: true, cell: (row) => shown(row.invited) },
    { title: 'Came', number: true, cell: (row) => shown(row.came) },
    { title: 'Sent its part in writing', number: true, cell: (row) => shown(row.in_writing) },
    { title: 'Missing', number: true, cell: (row) => shown(row.missing) }
  ], told.agencies))

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
        ? PARTS.map((part) => show(part, report, words))
        : inset('There is nothing to count yet.'),
      meetings(report, words), flags(report))
  }
}
