// SPDX-License-Identifier: Apache-2.0
// Records that may be of one child, and nobody is sure: the list, and two of them side by side.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as router from '../router.js'
import * as session from '../session.js'
import { append, h, replace } from '../dom.js'
import { fill, form, makeField, valuesOf } from '../forms.js'
import { banner, bannerText, bullets, button, details, heading, inset, link, paragraph, section, summary, table } from '../parts.js'
import { ago, capital, count, list, plain, shortDay, time } from '../words.js'

const FIELDS = {
  given_names: 'Given names',
  family_name: 'Family name',
  birth_date: 'Born',
  sex: 'Sex',
  postcode: 'Postcode',
  nhs_number: 'NHS number',
  upn: 'Unique pupil number'
}

// The levels of identity/weights.h, in words.
const SAYS = {
  exact: 'Agrees',
  same: 'Agrees',
  near: 'Nearly agrees',
  fuzzy: 'Is a little like it',
  weak: 'Is hardly like it',
  edit: 'Differs by one letter or digit',
  swapped: 'Day and month the other way round',
  'two-parts': 'Two of three parts agree',
  'two-edits': 'Differs by two digits',
  sector: 'The same sector',
  else: 'Differs',
  differs: 'Differs',
  missing: 'Not told by both'
}

const REASONS = {
  'new-child-record-reused': 'The record id was on file already, with another number or name',
  'new-child-nhs-unconfirmed': 'The NHS number is on file, but birth date or forename do not confirm it',
  'new-child-nhs-shared': 'Two children fit equally well',
  'new-child-possible': 'Enough agrees to ask, not enough to be sure',
  'new-child-close': 'Another child fits nearly as well',
  'new-child-vetoed': 'Much agrees, but something speaks against it',
  'new-child-born': 'An unborn child of the same mother was expected about then'
}

const bits = (n) => typeof n === 'number' ? `${n > 0 ? '+' : n < 0 ? '−' : ''}${Math.abs(n).toFixed(1)} bits` : ''

const reasonOf = (review) => REASONS[review.reason] ?? capital(plain(review.reason))

function reviewRow (review) {
  if (review.restricted) {
    return h('li.queue__row', null, h('div.queue__what', null, h('h2.queue__heading', null, `Doubt ${review.id}, of a restricted family`),
      h('p.queue__line', null, 'Only those named for the family, and the duty manager, see who they are.')),
    h('div.queue__when', null, h('p.queue__line', null, `Open for ${ago(review.opened_at)}`)))
  }
  return h('li.queue__row', null,
    h('div.queue__what', null,
      h('h2.queue__heading', null, h('a.queue__title.govuk-link', { href: `/identity/${review.id}` },
        list(review.children.map((child) => child.name || `child ${child.id}, name not known`)))),
      h('p.queue__line', null, reasonOf(review)),
      review.alerts > 0 && h('p.queue__line', null, h('strong', null, `${count(review.alerts, 'alert')} ${review.alerts === 1 ? 'rests' : 'rest'} on it`))),
    h('div.queue__when', null, h('p.queue__line', null, `Open for ${ago(review.opened_at)}`)))
}

export async function makeList () {
  const place = h('ol.queue', { 'aria-label': 'Doubts' })
  const morePlace = h('div')
  function add (page) {
    append(place, page.reviews.map(reviewRow))
    replace(morePlace, page.next && button('Show more', async () => {
      const last = place.lastElementChild
      add(await api.get('/v1/identity/reviews', { after: page.next }))
      last.nextElementSibling?.querySelector('a')?.focus()
    }, { secondary: true }))
  }
  const first = await api.get('/v1/identity/reviews')
  add(first)
  return {
    title: 'Identity',
    node: h('div', null, heading('Are these the same child?'),
      paragraph('Records that may be of one child. Until somebody looks, they are judged together, and an alert that needs both says so. ' +
        'Those that an alert rests on come first, then the oldest.'),
      first.reviews.length ? place : inset('There is no doubt about any record.'), morePlace)
  }
}

const show = (field, value) => field === 'birth_date' && value ? shortDay(value) : value || 'not told'

// All that a side's records say of a field, each thing once; the words that raised the doubt first.
function said (side, field) {
  const records = [...side.records].sort((a, b) => b.raised - a.raised)
  const values = [...new Set(records.map((record) => record[field]).filter(Boolean))]
  return values.length ? values.map((value) => show(field, value)).join('; ') : 'not told'
}

const recordsOf = (side) => side.records.map((record) => `${plain(record.sender)}, ${record.record ?? 'no id'}`).join('; ') || 'none'

// Each child with its records; the words that raised the doubt are marked.
const sidesOf = (review) => review.children.map((child) => ({
  child,
  records: review.all_records.filter((record) => record.child === child.id)
    .map((record) => ({ ...record, raised: record.alias === review.records[0]?.alias }))
}))

function comparison (review, sides) {
  const [left, right] = sides
  const known = new Map(review.comparison.map((row) => [row.field, row]))
  const fields = Object.keys(FIELDS).filter((field) => known.has(field) ||
    sides.some((side) => side.records.some((record) => record[field])))
  return table('Field by field', [
    { title: 'Field', head: true, cell: (field) => FIELDS[field] },
    { title: `Child ${left.child.id}`, cell: (field) => said(left, field) },
    { title: `Child ${right.child.id}`, cell: (field) => said(right, field) },
    { title: 'Says', cell: (field) => known.has(field) ? h('strong', null, SAYS[known.get(field).level] ?? plain(known.get(field).level)) : alike(left, right, field) },
    { title: 'Weight', number: true, cell: (field) => bits(known.get(field)?.bits) || '–' }
  ], fields, { hideCaption: true })
}

// What has no weight of its own: numbers, which confirm or forbid.
function alike (left, right, field) {
  const [a, b] = [said(left, field), said(right, field)]
  if (a === 'not told' || b === 'not told') return SAYS.missing
  return h('strong', null, a === b ? SAYS.exact : SAYS.differs)
}

function answerForm (review, id) {
  const who = session.person()
  const key = `identity:${id}`
  const answer = makeField({
    name: 'answer',
    label: 'Is it the same child?',
    kind: 'choice',
    options: [
      ['same', 'The same child', 'Their contacts are counted together from now on.'],
      ['different', 'Two different children', 'They are kept apart for good; twins, for example.'],
      ['unsure', 'Not sure', 'It stays open, and they are judged together meanwhile.']
    ]
  })
  const reason = makeField({ name: 'reason', label: 'How do you know?', kind: 'area', rows: 3 })
  const made = form({
    label: 'Your answer',
    fields: [answer, reason],
    submit: 'Record this answer',
    check: (values) => [
      !values.answer && { name: 'answer', text: 'Choose whether it is the same child' },
      values.reason.trim().length < 20 && { name: 'reason', text: 'Write how you know, in at least 20 characters' }
    ].filter(Boolean),
    async send (values) {
      await api.post(`/v1/identity/reviews/${id}`, values)
      drafts.drop(who, key)
      await router.go('/identity')
      const box = banner('Done', bannerText('Your answer is recorded.'), { success: true })
      replace(document.getElementById('notices'), box)
      box.focus()
    },
    explain: (problem) => {
      const errors = (problem.body.errors ?? []).map(({ pointer, detail }) => ({ name: pointer.slice(1), text: detail }))
      return errors.length ? errors : null
    },
    onInput: (values) => drafts.write(who, key, values)
  })
  const draft = drafts.read(who, key)
  if (draft) fill(made.node, { ...valuesOf(made.node), ...draft })
  return section('Your answer', made.node)
}

const EFFECTS = [['risen', 'would rise'], ['grown', 'would grow'], ['withdrawn', 'would be withdrawn']]

function effectOf (told) {
  const lines = EFFECTS.filter(([key]) => told.alerts[key] > 0).map(([key, what]) => `${count(told.alerts[key], 'alert')} ${what}`)
  return [
    lines.length ? bullets(lines) : paragraph('No alert would rise, grow or be withdrawn.'),
    told.contacts > 0 && paragraph(`${count(told.contacts, 'contact')} would go to child ${told.child}.`)
  ]
}

// Each answer is tried, and undone: so nobody is surprised by what it does to alerts.
async function tryAnswer (id, answer, place) {
  try {
    replace(place, effectOf(await api.post(`/v1/identity/reviews/${id}`, {
      answer, dry_run: true, reason: 'Asked by the page what this answer would do.'
    })))
  } catch (problem) {
    if (problem.status === undefined) throw problem
    replace(place, paragraph(problem.message))
  }
}

function effects (id) {
  const [same, different] = ['same', 'different'].map((answer) => {
    const place = h('div', { 'data-effect': answer }, paragraph('Working …'))
    return { answer, place }
  })
  tryAnswer(id, same.answer, same.place).then(() => tryAnswer(id, different.answer, different.place))
  return section('What your answer would do',
    h('h3.govuk-heading-s', null, 'If it is the same child'), same.place,
    h('h3.govuk-heading-s', null, 'If they are two'), different.place)
}

const CERTAINTY = { certain: 'surely one child', probable: 'probably one child', possible: 'possibly one child', 'certainly-not': 'surely two' }

export async function makeOne (id) {
  const review = await api.get(`/v1/identity/reviews/${encodeURIComponent(id)}`)
  const isOpen = review.state === 'open'
  const sides = sidesOf(review)
  const heads = ['The child that the words opened', 'The child it may be']
  return {
    title: `Doubt ${id}`,
    node: append(h('div'),
      h('a.govuk-back-link', { href: '/identity' }, 'All doubts'),
      heading('Is it the same child?', `Doubt ${id}`),
      summary([
        ['Why it is asked', reasonOf(review)],
        ['Open since', time(review.opened_at)],
        ['All together', `${bits(review.bits)}: ${CERTAINTY[review.certainty] ?? plain(review.certainty)}.`],
        ...sides.map((side, i) => [heads[i], link(`/children/${side.child.id}`, `child ${side.child.id}`), `: ${recordsOf(side)}`])
      ]),
      section('What agrees and what does not', comparison(review, sides),
        details('What the weights mean', paragraph('A weight says how much an agreement, or a difference, speaks for one child: ten bits are a thousand to one. The weight of all together leaves room for a twin or a sister or brother, so it is less than the sum.'))),
      isOpen && effects(id),
      isOpen
        ? answerForm(review, id)
        : inset(`It was answered: ${plain(review.state)}${review.settled_by ? `, by ${review.settled_by}` : ''}${review.settled_reason ? `. ${review.settled_reason}` : ''}`))
  }
}
