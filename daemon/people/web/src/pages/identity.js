// SPDX-License-Identifier: Apache-2.0
// Records that may be of one child, and nobody is sure: the list, and two of them side by side.
import * as api from '../api.js'
import * as drafts from '../drafts.js'
import * as router from '../router.js'
import * as session from '../session.js'
import { append, h, replace } from '../dom.js'
import { fill, form, makeField, valuesOf } from '../forms.js'
import { banner, bannerText, bullets, heading, inset, levelTag, link, paragraph, section, summary, table } from '../parts.js'
import { ago, capital, count, plain, shortDay, time } from '../words.js'

const FIELDS = {
  given_names: 'Given names',
  family_name: 'Family name',
  birth_date: 'Born',
  sex: 'Sex',
  postcode: 'Postcode',
  nhs_number: 'NHS number',
  upn: 'Unique pupil number',
  record: 'Record'
}

const SAYS = { same: 'Agrees', near: 'Nearly agrees', differs: 'Differs', missing: 'Not told by both' }

const bits = (n) => typeof n === 'number' ? `${n > 0 ? '+' : n < 0 ? '−' : ''}${Math.abs(n).toFixed(1)} bits` : ''

export async function makeList () {
  const first = await api.get('/v1/identity/reviews')
  const reviews = first.reviews ?? []
  return {
    title: 'Identity',
    node: h('div', null, heading('Are these the same child?'),
      paragraph('Records that may be of one child. Until somebody looks, they are judged together, and an alert that needs both says so. ' +
        'Those that an alert depends on come first, then the oldest.'),
      reviews.length
        ? h('ol.queue', { 'aria-label': 'Doubts' }, reviews.map((review) => h('li.queue__row', null,
          h('div.queue__what', null,
            h('h2.queue__heading', null, h('a.queue__title.govuk-link', { href: `/identity/${review.id}` },
              (review.records ?? []).map((record) => [record.given_names, record.family_name].filter(Boolean).join(' ') || 'Name not told').join(' and ') || `Doubt ${review.id}`)),
            h('p.queue__line', null, review.reason ? capital(plain(review.reason)) : null,
              review.alerts > 0 && h('strong', null, ` ${count(review.alerts, 'alert')} ${review.alerts === 1 ? 'depends' : 'depend'} on it`))),
          h('div.queue__when', null, h('p.queue__line', null, `Open for ${ago(review.opened_at)}`)))))
        : inset('There is no doubt about any record.'))
  }
}

function side (record) {
  return record ?? {}
}

const show = (field, value) => field === 'birth_date' && value ? shortDay(value) : value || 'not told'

function comparison (review) {
  const [left, right] = (review.records ?? []).map(side)
  const rows = review.comparison ?? []
  return table('Field by field', [
    { title: 'Field', head: true, cell: (row) => FIELDS[row.field] ?? plain(row.field) },
    { title: `Record of ${plain(left.sender)}`, cell: (row) => show(row.field, left[row.field]) },
    { title: `Record of ${plain(right.sender)}`, cell: (row) => show(row.field, right[row.field]) },
    { title: 'Says', cell: (row) => h('strong', null, SAYS[row.verdict] ?? plain(row.verdict ?? row.level)) },
    { title: 'Weight', number: true, cell: (row) => bits(row.bits) }
  ], rows, { hideCaption: true })
}

const effects = (list, none) => list?.length
  ? bullets(list.map((effect) => [levelTag(effect.level), ` ${effect.title}: ${effect.change}`]))
  : paragraph(none)

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
      values.reason.trim().length < 10 && { name: 'reason', text: 'Write how you know, in at least 10 characters' }
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

export async function makeOne (id) {
  const review = await api.get(`/v1/identity/reviews/${encodeURIComponent(id)}`)
  const effect = review.effect ?? {}
  return {
    title: `Doubt ${id}`,
    node: append(h('div'),
      h('a.govuk-back-link', { href: '/identity' }, 'All doubts'),
      heading('Is it the same child?', `Doubt ${id}`),
      summary([
        ['Open since', time(review.opened_at)],
        ['Together', review.bits === undefined ? null : `${bits(review.bits)}: ${plain(review.certainty)}`],
        ['Children', (review.children ?? []).map((child) => h('span.inline-link', null, link(`/children/${child.id ?? child}`, `child ${child.id ?? child}`)))]
      ]),
      section('What agrees and what does not', comparison(review)),
      section('What your answer would do',
        h('h3.govuk-heading-s', null, 'If it is the same child'), effects(effect.same, 'No alert rises or ends.'),
        h('h3.govuk-heading-s', null, 'If they are different'), effects(effect.different, 'No alert rises or ends.')),
      review.state && review.state !== 'open' ? inset(`It was answered: ${plain(review.state)}.`) : answerForm(review, id))
  }
}
