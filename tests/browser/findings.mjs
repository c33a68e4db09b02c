// SPDX-License-Identifier: Apache-2.0
// The walk over the twenty findings of the joint inspection letter, as a manager would go: from the menu and the
// queue, by links.
// Each step shows on the screen what answers a finding, and keeps a picture of that.
import { join } from 'node:path'
import { FACTS, SHOTS, door, equal, everyPage, has, heading, open, run, settled, signIn, sql, text, until } from './support.mjs'

const { alerts } = FACTS
const DAY = 864e5
const WHY = 'The school and the health visitor saw the family this week, and the aunt has moved in to help.'
const dayAhead = (days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)
// One on which the office works, some two weeks ahead.
const workingDay = () => [14, 15, 16, 17].map(dayAhead).find((day) => ![0, 6].includes(new Date(day).getUTCDay()))
const AGENCIES = ['Children\'s social care', 'Police', 'Health', 'Schools and education', 'Housing', 'Probation',
  'Voluntary sector', 'Members of the public']

let page = null
const people = new Map()

// One browser each, which stays signed in.
async function as (name) {
  if (people.get(name)?.isClosed() ?? true) {
    const own = await open({ height: 900 })
    await signIn(own, name)
    people.set(name, own)
  }
  page = people.get(name)
  return page
}

async function menu (title) {
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: title, exact: true }).click()
  await settled(page)
}

async function press (name) {
  await page.getByRole('button', { name, exact: true }).click()
}

const ruleOf = async (alert) => (await sql(`select rule from concernd.alert where id = ${alert}`))[0][0]
const childOf = async (alert) => (await sql(`select (concernd.children_of(alert))[1] from concernd.alert where id = ${alert}`))[0][0]

// The queue, filtered by the alert's rule as somebody would who looks for it; gives the alert's row.
async function findInQueue (alert) {
  await menu('Alerts')
  await page.getByLabel('Rule').selectOption(await ruleOf(alert))
  await press('Filter')
  await page.waitForURL('**/?rule=*')
  await settled(page)
  const row = page.locator(`[data-alert="${alert}"]`)
  while (!await row.count()) {
    const before = await page.locator('.queue__row').count()
    await press('Show more')
    await page.waitForFunction((n) => document.querySelectorAll('.queue__row').length > n, before)
  }
  return row
}

async function openAlert (alert) {
  const row = await findInQueue(alert)
  await row.getByRole('link').click()
  await page.getByText('Why now').waitFor()
  await settled(page)
}

// A picture of the window, with what matters at its top.
async function keep (number, locator, name = '') {
  await locator.evaluate((element) => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 24))
  await page.locator('svg.picture').first().waitFor({ timeout: 1000 }).catch(() => {})
  await page.screenshot({ path: join(SHOTS, `finding-${String(number).padStart(2, '0')}${name}.png`) })
}

const part = (title) => page.locator('section').filter({ has: page.getByRole('heading', { name: title }) }).last()

async function decide (outcome, why) {
  await page.getByLabel(outcome, { exact: true }).check()
  await page.getByLabel('Why?').fill(why)
  await press('Record this decision')
}

const told = (words) => AGENCIES.filter((agency) => words.includes(agency))

// As the clock of the rules has it.
function londonNow () {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Europe/London', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'
  }).formatToParts(new Date())
  const of = (type) => parts.find((part) => part.type === type).value
  return { day: `${of('year')}-${of('month')}-${of('day')}`, time: `${of('hour')}:${of('minute')}` }
}

// From the page of an alert: a meeting is called and, there and then, held without one who was invited.
async function meet (kind, missing, said) {
  await page.getByRole('link', { name: 'Call a meeting, or note one' }).click()
  await settled(page)
  await page.getByLabel(kind).check()
  await page.getByLabel('When: the day').fill(dayAhead(1))
  await page.getByLabel('When: the time').fill('10:00')
  for (const agency of ["Children's social care", 'Police', 'Health']) await page.getByLabel(agency, { exact: true }).check()
  await press('Call this meeting')
  await page.getByText('The meeting is noted here').waitFor()
  await page.getByText('Note how it went', { exact: true }).click() // it was planned for tomorrow
  const now = londonNow()
  await page.getByLabel('When it was held: the day').fill(now.day)
  await page.getByLabel('When it was held: the time').fill(now.time)
  await page.getByLabel('Who chaired it?').fill('Amina Chair')
  for (const agency of ["Children's social care", 'Police', 'Health']) {
    await page.getByRole('group', { name: agency }).getByLabel(agency === missing ? 'Neither' : 'Came', { exact: true }).check()
  }
  await page.getByRole('textbox', { name: /^What was said for/ }).fill(said)
  await page.getByRole('group', { name: 'What did it come to?' }).getByLabel('Assessment (section 17)').check()
  if (await page.getByLabel('Yes', { exact: true }).count()) await page.getByLabel('Yes', { exact: true }).check()
  await press('Record this meeting')
  await page.getByText('The meeting is recorded').waitFor()
}

async function openAgenda () {
  await menu('Meetings')
  if (!(await heading(page)).startsWith('Agenda')) {
    await page.locator('main').getByRole('link', { name: 'agenda' }).first().click()
    await page.waitForURL('**/agenda*')
    await settled(page)
  }
}

async function finding_01_repeat_contacts_of_a_child_are_counted_over_all_agencies () {
  await as('mary')
  const row = await findInQueue(alerts.repeat)
  const words = await row.innerText()
  has(words, 'Third contact in 12 months', 'told by', 'born')
  equal(Number(/(\d+) incidents/.exec(words)[1]) >= 3 && told(words).length >= 2, true, words)
  await keep(1, row)
}

async function finding_02_cumulative_concerns_are_one_chronology_over_all_agencies () {
  await as('mary')
  await openAlert(alerts.chronology)
  await page.locator('.govuk-caption-l a').click()
  await page.getByRole('heading', { name: 'Chronology over all agencies' }).waitFor()
  const chronology = part('Chronology over all agencies')
  const days = await chronology.locator('.moj-timeline__date').allInnerTexts()
  const times = days.map((line) => Date.parse(line.split(' · ')[0].replace(' at ', ' ').replace(/(\d)(am|pm)$/, '$1 $2')
    .replace(/ (\d+) (am|pm)$/, ' $1:00 $2')))
  equal(times.every((time) => !Number.isNaN(time)), true, days.join('\n'))
  equal(days.length >= 5, true, 'contacts')
  equal(times.map((time) => Math.floor(time / DAY)), times.map((time) => Math.floor(time / DAY)).sort((a, b) => b - a), 'newest first')
  equal(new Set(told(await chronology.innerText())).size >= 3, true, 'agencies')
  await keep(2, chronology)
}

async function finding_03_what_was_closed_again_and_again_stands_until_somebody_decides () {
  await as('mary')
  await openAlert(alerts.nfa)
  has(await text(page), 'Three closed with no further action in 12 months', 'Nobody has it yet', 'to decide, by')
  const items = await page.locator('.incident').allInnerTexts()
  equal(items.length >= 3 && items.every((item) => /It came to: .*No further action/.test(item)), true, items.join('\n'))
  await keep(3, page.locator('.govuk-caption-l'))
}

async function finding_04_no_decision_without_outcome_reason_author_time_and_the_evidence_on_the_screen () {
  await as('mary')
  await openAlert(alerts.feedback)
  await press('Record this decision')
  has(await page.locator('.govuk-error-summary').innerText(), 'Choose what your decision is', 'Write why')
  await decide('No further action', 'see notes see notes')
  await page.locator('.govuk-error-summary').waitFor()
  equal(await sql(`select count(*) from concernd.decision where alert_id = ${alerts.feedback}`), [['0']], 'decisions')
  await decide('No further action', WHY)
  await page.getByText('Your decision is recorded').waitFor()
  const decision = await part('The decision').innerText()
  has(decision, 'No further action', 'Mary Example', WHY)
  equal(/\d+ \w+ 20\d\d at \d/.test(decision) && /version \d+ of the evidence/.test(decision), true, decision)
  await keep(4, part('The decision'))
}

async function finding_05_each_agency_hears_of_the_decision_and_who_has_not_is_listed () {
  await as('mary')
  const heard = (agency) => sql(`select count(*) from concernd.feedback where alert_id = ${alerts.feedback} and agency = '${agency}' and done_at is null`)
  await until(async () => (await heard('police'))[0][0] === '0', 'the mail to the police')
  await sql("update concernd.feedback set due_at = due_at - interval '5 days' where done_at is null")
  await sql(`update concernd.clock set due_at = due_at - interval '5 days', next_at = next_at - interval '5 days'
    where alert_id = ${alerts.feedback} and kind = 'feedback'`)
  await menu('Alerts')
  await page.getByLabel('Show').selectOption('decided')
  await press('Filter')
  await page.waitForURL('**/?state=decided*')
  await page.locator(`[data-alert="${alerts.feedback}"]`).getByRole('link').click()
  await page.getByRole('heading', { name: 'What the agencies hear' }).waitFor()
  const rows = await part('What the agencies hear').getByRole('row').allInnerTexts()
  has(rows.find((row) => row.startsWith('Police')), 'No further action', 'Heard')
  has(rows.find((row) => row.startsWith('Health')), 'No further action', 'Overdue')
  await keep(5, part('What the agencies hear'))
  await page.getByRole('link', { name: 'All feedback that agencies wait for' }).click()
  await page.getByLabel('Show').selectOption('overdue')
  await press('Filter')
  await page.waitForURL('**/feedback?state=overdue*')
  await settled(page)
  has(await text(page), 'Health', 'Overdue: was due', 'Its system asks for it')
  equal((await page.locator('.queue').innerText()).includes('Police'), false, 'who has heard')
  await keep(5, page.locator('h1'), '-list')
  await everyPage(page)
  await page.setViewportSize({ width: 320, height: 640 })
  await everyPage(page)
  await page.setViewportSize({ width: 1100, height: 900 })
}

async function finding_06_health_is_asked_what_why_of_whom_by_when_and_on_which_ground () {
  const [question, why] = ['Were the last two appointments kept, and who came with him?', 'Three contacts in a year were closed, and nobody has seen the child at home since.']
  await as('mary')
  await openAlert(alerts.nfa)
  await page.getByRole('link', { name: 'Ask an agency for information' }).click()
  await settled(page)
  await press('Ask them')
  has(await page.locator('.govuk-error-summary').innerText(), 'Choose which agency you ask', 'Write what you need to know',
    'Write why it matters for this child now', 'Give the day by which you need the answer', 'Choose on which lawful ground you ask')
  await page.getByLabel('Which agency do you ask?').selectOption('health')
  await page.getByLabel('What do you need to know?').fill(question)
  await page.getByLabel('Why does it matter for this child now?').fill(why)
  await page.getByLabel('By which day do you need the answer?').fill(workingDay())
  await page.getByLabel('Section 47 enquiry').check()
  await press('Ask them')
  await page.getByText('The request is recorded, and Health is told').waitFor()
  const [[name]] = await sql(`select concernd.face(child_id) ->> 'name' from concernd.alert where id = ${alerts.nfa}`)
  has(await text(page), question, why, name, 'Section 47 enquiry', 'Waiting for an answer')
  const [mail] = await until(async () => { const mails = await door('mails', 'desk@health'); return mails.length && mails }, 'the mail to health')
  const sent = JSON.stringify(mail)
  has(sent, '/requests/')
  for (const word of [question, why, ...name.split(' ')]) equal(sent.includes(word), false, `"${word}" in the mail`)
  await keep(6, page.locator('h1'))
}

async function finding_07_what_a_hospital_saw_of_a_parent_bears_on_the_child_apart_from_its_own () {
  await as('mary')
  await openAlert(alerts.parent)
  has(await heading(page), 'Second contact about a parent or carer in 90 days')
  const items = await page.locator('.incident').allInnerTexts()
  equal(items.every((item) => item.includes('about a parent or carer')) && items.some((item) => /Told by .*Health/.test(item)), true, items.join('\n'))
  const picture = page.locator('svg.picture')
  has(await picture.textContent(), 'About a parent or carer')
  await keep(7, page.locator('.govuk-caption-l'))
  await keep(7, part('All agencies along one line of time'), '-picture')
  // What names a child and its parent counts for both.
  await openAlert(alerts.named)
  has((await page.locator('.incident').allInnerTexts()).join('\n'), 'naming a parent or carer')
}

async function finding_08_custody_without_a_referral_is_told () {
  await as('mary')
  await openAlert(alerts.custody)
  has(await heading(page), 'In custody, and nothing from social care by the next working day')
  const item = await page.locator('.incident').innerText()
  has(item, 'In police custody', 'Told by Police')
  equal(item.includes('social care'), false, item)
  await keep(8, page.locator('.govuk-caption-l'))
}

async function finding_10_each_new_missing_episode_raises_the_alert_that_stands () {
  await as('mary')
  await openAlert(alerts.missing)
  has(await heading(page), 'Third missing episode in 90 days')
  const before = await page.locator('.incident').count()
  equal(await door('tell', await childOf(alerts.missing), 'missing', 0, { agency: 'police', occurred_at: new Date().toISOString() }), 'recorded')
  has(await (await findInQueue(alerts.missing)).innerText(), `${before + 1} incidents`, '1 more incident since you last looked')
  await keep(10, page.locator(`[data-alert="${alerts.missing}"]`), '-queue')
  await page.locator(`[data-alert="${alerts.missing}"]`).getByRole('link').click()
  await page.getByRole('heading', { name: 'What happened so far' }).waitFor()
  equal(await page.locator('.incident').count(), before + 1, 'incidents')
  has(await part('What happened so far').innerText(), 'The alert rose', 'It g', `${before + 1} incidents`)
  await keep(10, page.getByRole('heading', { name: 'The incidents that count' }))
}

async function finding_11_each_child_has_its_place_on_the_agenda_by_the_time_it_is_open () {
  await as('mary')
  // As if all had been told before the meeting, and each alert had been known when it became true.
  await sql(`update concernd.contact set recorded_at = recorded_at - interval '2 hours';
    update concernd.adult_contact set recorded_at = recorded_at - interval '2 hours';
    update concernd.alert set known_at = became_true_at where state in ('new', 'acknowledged')`)
  await openAgenda()
  has(await heading(page), 'Multi-agency child exploitation meeting')
  const open = await page.locator('.agenda__child').allInnerTexts()
  const since = open.map((child) => Date.parse(/, since (\d+ \w+ \d+)/.exec(child)[1]))
  equal(open.length >= 3, true, 'children')
  equal(since, [...since].sort((a, b) => a - b), 'the oldest first')
  has(await text(page), 'The one whose alert we have known of longest comes first, whatever its level')
  has(open.join('\n'), 'Third missing episode in 90 days', 'Never discussed yet')
  await keep(11, page.locator('h1'))
  await openAlert(alerts.missing)
  await meet('Multi-agency child exploitation meeting', 'Health', 'She goes to the same flat each time; the police know it.')
  const child = await childOf(alerts.missing)
  equal(await door('tell', child, 'sexual-exploitation', 0, { agency: 'police', occurred_at: new Date().toISOString() }), 'recorded')
  await openAgenda()
  const row = page.locator(`.agenda__child[data-child="${child}"]`)
  has(await row.innerText(), 'New since the meeting of', 'Child sexual exploitation, told by Police', 'The last time', 'the same flat each time')
  for (const old of ['Never discussed', 'Missing, told by', 'earlier contact']) equal((await row.innerText()).includes(old), false, old)
  await keep(11, row, '-after')
}

async function finding_12_no_action_without_who_and_when () {
  await as('mary')
  await openAlert(alerts.repeat)
  await page.getByLabel('More information asked for').check()
  await page.getByLabel('Why?').fill('We need to hear from the school before anybody can say what is going on at home.')
  await press('Record this decision')
  has(await page.locator('.govuk-error-summary').innerText(), 'Asking for more information needs an action with a date')
  await press('Add an action')
  await page.getByLabel('What is to be done').fill('Ask the school how the children are')
  await press('Record this decision')
  has(await page.locator('.govuk-error-summary').innerText(), 'Name who does it', 'Choose the agency of who does it', 'Give the day by which it is done')
  await keep(12, page.locator('.govuk-error-summary'), '-refused')
  await page.getByLabel('Who does it').fill('Sam Worker')
  await page.getByLabel('Of which agency').selectOption('education')
  await page.getByLabel('By which day').fill(dayAhead(3))
  await page.getByLabel('What happens if it is not done').fill('The team manager rings the head teacher')
  await press('Record this decision')
  await page.getByText('Your decision is recorded').waitFor()
  await menu('Actions')
  has(await text(page), 'Ask the school how the children are', 'Sam Worker, Schools and education', 'If it is not done: The team manager rings')
  await keep(12, page.locator('h1'))
}

async function finding_13_what_is_not_done_in_time_goes_up_the_ladder_and_what_is_not_reduced_comes_back_higher () {
  await as('mary')
  await sql(`update concernd.clock set due_at = due_at - interval '10 days', next_at = next_at - interval '10 days'
    where alert_id = ${alerts.late} and kind = 'decide' and ended_at is null`)
  await until(async () => (await sql(`select count(*) from concernd.outbox where alert_id = ${alerts.late} and kind = 'missed' and sent_at is not null`))[0][0] !== '0', 'the ladder')
  const row = await (await findInQueue(alerts.late)).innerText()
  equal(/\d+ days overdue\s+to decide/.test(row), true, row)
  await page.locator(`[data-alert="${alerts.late}"]`).getByRole('link').click()
  await page.getByRole('heading', { name: 'Clocks, and who was told' }).waitFor()
  const clocks = await part('Clocks, and who was told').innerText()
  has(clocks, 'A decision', 'Overdue by', 'Nobody decided in time', 'Duty manager (email)')
  await keep(13, part('Clocks, and who was told'))
  // Decided by Mary with no further action in step 4; a new incident within 28 days.
  const child = await childOf(alerts.feedback)
  equal(await door('tell', child, 'physical-abuse', 0, { agency: 'health', occurred_at: new Date().toISOString() }), 'recorded')
  const again = (await sql(`select id from concernd.alert where child_id = ${child} and rule = 'not-reduced' and state = 'new'`))[0][0]
  await openAlert(again)
  has(await text(page), 'New incident within 28 days of a decision not to take forward', 'Physical abuse')
  has(await part('What was decided before').innerText(), 'Mary Example decided No further action', WHY)
  await keep(13, page.locator('.govuk-caption-l'), '-not-reduced')
}

async function finding_13_a_long_history_wants_somebody_who_has_not_decided_before () {
  await as('mary')
  await openAlert(alerts.fresh)
  has(await text(page), 'somebody who has not decided on this child before')
  const other = (await sql(`select other.id from concernd.alert mine join concernd.alert other using (child_id)
    where mine.id = ${alerts.fresh} and other.id <> mine.id and other.state = 'new' and other.mode = 'live' order by other.id limit 1`))[0][0]
  await openAlert(other)
  await decide('Advice and information', 'Advice was given to both parents, who understood it and took it well.')
  await page.getByText('Your decision is recorded').waitFor()
  await openAlert(alerts.fresh)
  await decide('No further action', 'The same advice stands, and the family was seen by the duty worker yesterday.')
  await page.locator('.govuk-error-summary').waitFor()
  has(await page.locator('.govuk-error-summary').innerText(), 'fresh decider')
  await keep(13, page.locator('.govuk-error-summary'), '-fresh')
  await as('max')
  await openAlert(alerts.fresh)
  await decide('No further action', 'I read all five contacts anew; the family was seen by the duty worker yesterday.')
  await page.getByText('Your decision is recorded').waitFor()
}

async function finding_09_the_police_are_advised_of_flags_with_a_reason_a_review_and_an_end () {
  await as('mary')
  await openAlert(alerts.missing)
  await page.getByRole('link', { name: 'Advise the police to set a flag' }).click()
  await settled(page)
  await press('Advise this flag')
  has(await page.locator('.govuk-error-summary').innerText(), 'Choose why', 'Write what the police should know', 'Give its last day')
  await page.getByLabel('At risk when missing').check()
  await page.getByLabel('What should the police know?').fill('Found at the station each time; ask for her aunt.')
  await page.getByLabel('By when is it to be looked at again?').fill(dayAhead(60))
  await page.getByLabel('What is its last day?').fill(dayAhead(180))
  await press('Advise this flag')
  await page.getByText('The flag is advised').waitFor()
  await menu('Flags')
  const row = page.locator('.queue__row').filter({ hasText: 'At risk when missing' })
  has(await row.innerText(), 'Stands', 'Found at the station', 'Review by', 'Stands until', 'have not said yet whether they set it')
  await keep(9, page.locator('h1'))
}

async function finding_14_a_wait_that_drifts_is_told_with_what_came_meanwhile () {
  await as('mary')
  await openAlert(alerts.drift)
  has(await heading(page), 'A wait begun 18 weeks ago, and not ended')
  has(await part('Why now').innerText(), 'told by Health', 'the 18 weeks that it may last were up on')
  equal(await page.locator('svg .wait__over').count() >= 1, true, 'what is too long')
  await keep(14, page.locator('.govuk-caption-l'))
  await page.locator('.govuk-caption-l a').click()
  await page.getByRole('heading', { name: 'Waits', exact: true }).waitFor()
  equal(await part('Waits').locator('svg .wait__over').count() >= 1, true, 'on the page of the child')
  await keep(14, part('Waits'), '-child')
}

async function finding_15_a_meeting_says_who_was_missing_what_is_owed_and_when_the_conference_is_due () {
  await as('mary')
  await openAlert(alerts.custody)
  await meet('Strategy discussion', 'Health', 'He was alone in the cell for nine hours, and nobody rang his mother.')
  const part = (name) => page.getByRole('region', { name, exact: true })
  const agencies = await part('Agencies').getByRole('row').allInnerTexts()
  has(agencies.find((row) => row.startsWith('Health')), 'Missing')
  has(agencies.find((row) => row.startsWith('Police')), 'Came')
  has(await part('What each agency still owes').innerText(), 'Health: its part of the meeting')
  has(await part('What follows').innerText(), 'Initial child protection conference')
  const [[within]] = await sql(`select round(extract(epoch from next_due_at - held_at) / 86400) between 19 and 29 from concernd.meeting
    where kind = 'strategy' order by id desc limit 1`)
  equal(within, 't', 'fifteen working days')
  await keep(15, part('Agencies'))
}

async function finding_16_agencies_are_kept_apart_and_shown_together () {
  await as('mary')
  await openAlert(alerts.agencies)
  has(await heading(page), 'Three agencies concerned in 90 days')
  has(await text(page), 'It asks for 3 agencies within 90 days')
  const lanes = await page.locator('svg.picture .picture__lane-text').allTextContents()
  equal(lanes.filter((lane) => AGENCIES.includes(lane)).length >= 3 && lanes.includes('Agencies counted'), true, lanes.join(', '))
  equal(await page.locator('svg.picture .picture__need-text').allTextContents(), ['Alert at 3'])
  await keep(16, part('All agencies along one line of time'))
}

async function finding_17_an_out_of_court_disposal_is_seen_beside_the_history () {
  await as('mary')
  await openAlert(alerts.disposal)
  has(await heading(page), 'An out-of-court disposal, the third incident in 12 months or later')
  const items = await page.locator('.incident').allInnerTexts()
  equal(items.length >= 3, true, 'incidents')
  has(items.at(-1), 'Out-of-court disposal')
  equal(items.some((item) => !item.includes('Out-of-court disposal')), true, 'the history beside it')
  await keep(17, page.getByRole('heading', { name: 'The incidents that count' }))
}

async function finding_18_leaders_have_measures_that_name_no_child () {
  await as('mary')
  await menu('Report')
  equal(await heading(page), 'Partnership report')
  for (const title of ['Contacts, and repeats', 'No further action, again and again', 'Alerts, and decisions on them']) {
    equal(await page.getByRole('heading', { name: title }).count(), 1, title)
  }
  await page.locator('svg.picture').first().waitFor()
  await page.getByText('See this as a table').first().click()
  const table = await page.getByRole('table').first().innerText()
  has(table, '1 to 5', 'Police', 'Health')
  await page.getByText('See this as a table').first().click()
  await keep(18, page.locator('h1'))
}

async function finding_19_one_decision_is_on_brothers_and_sisters_together () {
  await as('mary')
  await openAlert(alerts.household)
  has(await text(page), 'It is about the children of one household together')
  await keep(19, page.locator('.govuk-caption-l'), '-household')
  await openAlert(alerts.siblings)
  const also = page.getByRole('group', { name: 'Does it settle other alerts as well?' })
  const box = also.locator('.govuk-checkboxes__item').filter({ hasText: 'Lives or lived with this child' }).first()
  await box.getByRole('checkbox').check()
  const other = await box.getByRole('checkbox').inputValue()
  await page.getByLabel('Assessment (section 17)').check()
  await page.getByLabel('Why?').fill('All of them were in the house when it happened, and one plan serves them better than two.')
  await keep(19, also)
  await press('Record this decision')
  await page.getByText('Your decision is recorded').waitFor()
  has(await part('The decision').innerText(), `alert ${other}`)
  await part('The decision').getByRole('link', { name: `alert ${other}` }).click()
  await page.waitForURL(`**/alerts/${other}`)
  await settled(page)
  has(await part('The decision').innerText(), 'All of them were in the house', 'Mary Example', `alert ${alerts.siblings}`)
}

async function finding_20_an_alert_never_stands_in_front_of_the_ordinary_route () {
  await as('mary')
  await openAlert(alerts.late)
  const warning = page.locator('.govuk-warning-text')
  has(await warning.innerText(), 'This alert does not replace your ordinary route', 'refer as you always do')
  await warning.evaluate((element) => window.scrollTo(0, 0))
  equal(await warning.evaluate((element) => element.getBoundingClientRect().bottom < innerHeight), true, 'in the first screen')
  await keep(20, page.locator('.govuk-caption-l'))
}

await run({
  finding_01_repeat_contacts_of_a_child_are_counted_over_all_agencies,
  finding_02_cumulative_concerns_are_one_chronology_over_all_agencies,
  finding_03_what_was_closed_again_and_again_stands_until_somebody_decides,
  finding_04_no_decision_without_outcome_reason_author_time_and_the_evidence_on_the_screen,
  finding_05_each_agency_hears_of_the_decision_and_who_has_not_is_listed,
  finding_06_health_is_asked_what_why_of_whom_by_when_and_on_which_ground,
  finding_07_what_a_hospital_saw_of_a_parent_bears_on_the_child_apart_from_its_own,
  finding_08_custody_without_a_referral_is_told,
  finding_09_the_police_are_advised_of_flags_with_a_reason_a_review_and_an_end,
  finding_10_each_new_missing_episode_raises_the_alert_that_stands,
  finding_11_each_child_has_its_place_on_the_agenda_by_the_time_it_is_open,
  finding_12_no_action_without_who_and_when,
  finding_13_what_is_not_done_in_time_goes_up_the_ladder_and_what_is_not_reduced_comes_back_higher,
  finding_13_a_long_history_wants_somebody_who_has_not_decided_before,
  finding_14_a_wait_that_drifts_is_told_with_what_came_meanwhile,
  finding_15_a_meeting_says_who_was_missing_what_is_owed_and_when_the_conference_is_due,
  finding_16_agencies_are_kept_apart_and_shown_together,
  finding_17_an_out_of_court_disposal_is_seen_beside_the_history,
  finding_18_leaders_have_measures_that_name_no_child,
  finding_19_one_decision_is_on_brothers_and_sisters_together,
  finding_20_an_alert_never_stands_in_front_of_the_ordinary_route
})
