// SPDX-License-Identifier: Apache-2.0
import {
  FACTS, PAGE, PASSWORD, door, equal, everyPage, go, has, heading, open, run, settled, signIn, sql, tabThrough, tabTo, text, until
} from './support.mjs'

const { alerts } = FACTS
const WHY = 'The school nurse saw both children this week; their mother has left the property.'
const WHY_D = 'Dina is seen every day at school, and the school has a plan that works well.'
const WHY_B = 'Bea lives with her aunt since Monday, who rang us and was clear about it.'

const alertOf = (page, record) => go(page, `/alerts/${alerts[record]}`)
const stateOf = async (record) => (await sql(`select state from concernd.alert where id = ${alerts[record]}`))[0][0]

async function signing_in_tells_what_is_wrong_and_goes_back_to_the_page_that_was_wanted () {
  const page = await open()
  await page.goto(`${PAGE}/alerts/${alerts.A}`)
  await settled(page)
  equal(await heading(page), 'Sign in')
  await page.getByRole('button', { name: 'as you are known to the council' }).click()
  await page.getByText('That did not work').waitFor()
  await everyPage(page, 'sign-in')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  has(await page.locator('.govuk-error-summary').innerText(), 'Enter your user name', 'Enter your password')
  await everyPage(page, 'sign-in-errors')
  await page.getByRole('link', { name: 'Enter your password' }).click()
  equal(await page.evaluate(() => document.activeElement.name), 'password')
  await page.getByLabel('User name').fill('mary')
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('the name or the password is wrong').first().waitFor()
  await page.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByText('Why now').waitFor()
  has(await heading(page), 'Third contact in 12 months')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('User name').waitFor()
  await go(page, '/')
  equal(await heading(page), 'Sign in')
  await page.context().close()
}

async function the_queue_says_what_needs_somebody_and_keeps_its_filter_in_the_address () {
  const page = await open()
  await signIn(page, 'mary')
  const row = page.locator(`[data-alert="${alerts.A}"]`)
  has(await row.innerText(), 'Amber', 'Third contact in 12 months', '3 incidents', 'Police', 'nobody has it yet', 'Standing for')
  has(await row.innerText(), FACTS.markup)
  await everyPage(page, 'queue')
  await page.getByLabel('Level').selectOption('red')
  await page.getByLabel('Rule').selectOption('missing')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.waitForURL('**/?level=red&rule=missing')
  await settled(page)
  has(await text(page), 'No alert stands that fits the filter')
  await everyPage(page, 'queue-empty')
  await page.goBack()
  await row.waitFor()
  equal(await page.getByLabel('Level').inputValue(), '')
  has(await row.innerText(), 'open to North team')
  await page.getByLabel('Team').selectOption('North team')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.waitForURL('**/?team=North+team')
  await settled(page)
  await row.waitFor()
  equal(await page.locator(`[data-alert="${alerts.B}"]`).count(), 0, 'alerts of another team')
  await page.context().close()
}

async function an_alert_says_why_now_in_its_first_screen_and_shows_the_picture () {
  const page = await open()
  await signIn(page, 'mary', `/alerts/${alerts.A}`)
  const first = await text(page)
  has(first, '3 incidents count', 'told by', 'It asks for 3 incidents within 12 months', 'True since', 'Known to us since',
    'This alert does not replace your ordinary route', 'Nobody has decided on an alert of this child before', 'Nobody has it yet')
  has(first, FACTS.markup, 'Officers attended', 'Not for everybody')
  equal(await page.evaluate((tops) => ['Why now', 'ordinary route', 'True since'].map((words) =>
    [...document.querySelectorAll('main p, main h2, main strong')].find((element) => element.textContent.includes(words))
      .getBoundingClientRect().top < innerHeight)), [true, true, true], 'in the first screen')
  const picture = page.locator('svg.picture')
  has(await picture.textContent(), 'Police', 'Health', 'Schools and education', 'About a parent or carer', 'About a brother or sister', 'Alert at 3')
  equal(await picture.locator('.picture__join').count(), 1, 'retold incidents that are joined')
  equal(await picture.locator('.picture__mark--not').count() >= 2, true, 'what does not count is shown apart')
  await page.getByText('See this picture as a table').click()
  has(await page.getByRole('table', { name: /^Contacts and decisions/ }).innerText(), 'Domestic abuse', 'not counted')
  await everyPage(page, 'alert')
  await page.context().close()
}

async function a_screener_takes_an_alert_but_does_not_decide () {
  const page = await open()
  await signIn(page, 'sue', `/alerts/${alerts.E}`)
  has(await text(page), 'A manager decides on it')
  has(await text(page), 'what is said here is closed to you')
  await page.getByRole('button', { name: 'I have this alert' }).click()
  await page.getByText('Sue Example has it').waitFor()
  equal(await stateOf('E'), 'acknowledged')
  equal(await page.evaluate(() => document.activeElement.innerText.includes('You have this alert now')), true, 'the focus is on what was done')
  await everyPage(page, 'alert-held')
  await go(page, '/?state=acknowledged')
  has(await page.locator(`[data-alert="${alerts.E}"]`).innerText(), 'Held', 'you have it')
  await page.context().close()
}

async function a_decision_is_made_with_the_keyboard_alone () {
  const page = await open()
  await signIn(page, 'mary', '/')
  const stops = await tabThrough(page)
  equal(stops[0], 'A Skip to main content')
  const link = page.locator(`[data-alert="${alerts.C}"] a`)
  await tabTo(page, link)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Your decision' }).waitFor()
  await settled(page)
  equal(await page.evaluate(() => document.activeElement.tagName), 'H1', 'the focus')
  await tabThrough(page)
  await tabTo(page, page.getByRole('button', { name: 'Record this decision' }))
  await page.keyboard.press('Enter')
  has(await page.locator('.govuk-error-summary').innerText(), 'Choose what your decision is', 'Write why')
  await everyPage(page, 'decision-errors')
  equal(await page.evaluate(() => document.activeElement.className), 'govuk-error-summary')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  equal(await page.evaluate(() => document.activeElement.type), 'radio', 'a link of the summary goes to its field')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await tabTo(page, page.getByLabel('Why?'))
  await page.keyboard.type(WHY)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Visit the family at home')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Sam Worker')
  await tabTo(page, page.getByLabel('Of which agency'))
  await page.keyboard.type('Police')
  await tabTo(page, page.getByLabel('By which day'))
  await page.keyboard.type('01012099')
  await tabTo(page, page.getByLabel('What happens if it is not done'))
  await page.keyboard.type('The team manager goes')
  await tabTo(page, page.getByRole('button', { name: 'Record this decision' }))
  await page.keyboard.press('Enter')
  // Two years ahead is too far: the daemon says so, and the words stand at the field.
  await page.locator('.govuk-error-summary').waitFor()
  await everyPage(page, 'decision-refused')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  equal(await page.evaluate(() => document.activeElement.type), 'date')
  await page.getByLabel('By which day').fill(new Date(Date.now() + 5 * 864e5).toISOString().slice(0, 10))
  await page.keyboard.press('Enter')
  await page.getByText('Your decision is recorded').waitFor()
  await everyPage(page, 'alert-decided')
  has(await text(page), WHY, 'Visit the family at home', 'Mary Example', 'it rises again')
  equal(await stateOf('C'), 'decided')
  await page.context().close()
}

async function what_was_typed_outlives_the_daemon_a_time_out_and_a_reload () {
  const page = await open()
  await signIn(page, 'mary', `/alerts/${alerts.D}`)
  await page.getByLabel('Advice and information').check()
  await page.getByLabel('Why?').fill(WHY_D)
  await page.getByRole('button', { name: 'Add an action' }).click()
  await page.getByLabel('What is to be done').fill('Ring the school')
  await door('stop')
  await page.getByRole('button', { name: 'Record this decision' }).click()
  await page.locator('.govuk-error-summary').waitFor()
  equal(await page.getByLabel('Why?').inputValue(), WHY_D)
  await page.getByLabel('Who does it').fill('Sam Worker')
  await page.getByLabel('Of which agency').selectOption('police')
  await page.getByLabel('By which day').fill(new Date(Date.now() + 5 * 864e5).toISOString().slice(0, 10))
  await page.getByLabel('What happens if it is not done').fill('The duty manager rings')
  await page.getByRole('button', { name: 'Record this decision' }).click()
  await page.getByText('The service does not answer just now').first().waitFor()
  await everyPage(page, 'daemon-away')
  await door('start')
  await page.reload()
  await settled(page)
  equal(await page.getByLabel('Why?').inputValue(), WHY_D, 'after a reload')
  equal(await page.getByLabel('Who does it').inputValue(), 'Sam Worker')
  equal(await page.getByLabel('Advice and information').isChecked(), true)
  await sql("update concernd.session set ended_at = now() where person = 'mary'")
  await page.getByRole('button', { name: 'Record this decision' }).click()
  await page.getByText('What you had typed is kept').waitFor()
  await everyPage(page, 'signed-out')
  await page.getByLabel('User name').fill('mary')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByLabel('Why?').waitFor()
  equal(await page.getByLabel('Why?').inputValue(), WHY_D, 'after signing in again')
  await page.getByRole('button', { name: 'Record this decision' }).click()
  await page.getByText('Your decision is recorded').waitFor()
  equal(await page.evaluate(() => Object.keys(sessionStorage).length), 0, 'nothing is kept of what was sent')
  await page.context().close()
}

async function of_two_managers_the_second_is_shown_what_changed_and_keeps_the_text () {
  const [mary, max] = [await open(), await open()]
  await signIn(mary, 'mary', `/alerts/${alerts.B}`)
  await signIn(max, 'max', `/alerts/${alerts.B}`)
  for (const page of [mary, max]) {
    await page.getByLabel('No further action').check()
    await page.getByLabel('Why?').fill(WHY_B + (page === max ? ' Max thinks so as well.' : ' Mary thinks so.'))
  }
  equal(await door('contact', 'B', 1, { agency: 'health', category: 'self-harm' }), 'recorded')
  await mary.getByRole('button', { name: 'Record this decision' }).click()
  await mary.getByText('The facts have changed').waitFor()
  has(await text(mary), 'Self-harm', 'What you wrote is still below')
  has(await mary.getByLabel('Why?').inputValue(), 'Mary thinks so')
  await everyPage(mary, 'decision-newer-facts')
  await mary.getByRole('button', { name: 'Record this decision' }).click()
  await mary.getByText('Your decision is recorded').waitFor()
  await max.getByRole('button', { name: 'Record this decision' }).click()
  await max.locator('.govuk-error-summary').waitFor()
  has(await max.locator('.govuk-error-summary').innerText(), 'decided')
  has(await max.getByLabel('Why?').inputValue(), 'Max thinks so')
  await everyPage(max, 'decision-settled')
  await mary.context().close()
  await max.context().close()
}

async function new_alerts_are_announced_and_the_list_does_not_jump () {
  const page = await open()
  await page.clock.install()
  await signIn(page, 'mary')
  const before = await page.locator('.queue').innerText()
  await door('contact', 'N', 60, { category: 'neglect' })
  await door('contact', 'N', 40, { category: 'neglect' })
  await door('contact', 'N', 20, { category: 'neglect' })
  await page.mouse.click(5, 5)
  await page.clock.runFor(21e3)
  const press = page.locator('.queue__new')
  await press.waitFor()
  has(await press.innerText(), 'new alert')
  equal(await page.locator('.queue').innerText(), before, 'the list')
  await everyPage(page, 'queue-new')
  await press.click()
  await press.waitFor({ state: 'detached' })
  await page.context().close()
}

async function the_page_warns_before_it_signs_out () {
  const page = await open()
  await page.clock.install()
  await signIn(page, 'mary', `/alerts/${alerts.A}`)
  await page.getByLabel('Why?').fill(WHY)
  await page.clock.fastForward(28.5 * 60e3)
  await page.getByText('You will soon be signed out').waitFor()
  await everyPage(page, 'time-out-warning')
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await page.getByText('You will soon be signed out').waitFor({ state: 'detached' })
  await page.clock.fastForward(31 * 60e3)
  await page.getByText('You were signed out because nothing was done').waitFor()
  await page.getByLabel('User name').fill('mary')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByLabel('Why?').waitFor()
  equal(await page.getByLabel('Why?').inputValue(), WHY)
  await page.context().close()
}

async function a_child_has_one_chronology_and_each_rule_says_why_not () {
  const page = await open()
  await signIn(page, 'mary', `/alerts/${alerts.A}`)
  await page.locator('.govuk-caption-l a').click()
  await page.getByRole('heading', { name: 'Chronology' }).waitFor()
  await settled(page)
  has(await text(page), 'told by Police', 'told by Health, about a parent or carer', 'about a brother or sister', 'Alerts that stand', FACTS.markup,
    'Kit Marlow', 'Mother', 'Open to North team, child in need')
  await page.getByRole('button', { name: 'Explain every rule' }).click()
  await page.getByText('Fifth contact in 12 months').first().click()
  has(await text(page), 'Not fired', '3 of 5 incidents')
  await everyPage(page, 'child')
  await page.context().close()
}

async function a_restricted_family_is_opened_with_a_reason_alone () {
  await sql(`insert into concernd.restriction (child_id, people, reason, set_by) values (${FACTS.closed}, '{dot}', 'A colleague''s family', 'dot')`)
  const page = await open()
  await signIn(page, 'mary')
  has(await page.locator(`[data-alert="${alerts.R}"]`).innerText(), 'restricted family')
  equal((await text(page)).includes('Rae'), false)
  await alertOf(page, 'R')
  has(await text(page), 'restricted family')
  await everyPage(page, 'alert-restricted')
  await go(page, `/children/${FACTS.closed}`)
  await everyPage(page, 'child-restricted')
  await page.getByLabel('Why must you see this record now?').fill('She is in the emergency department now')
  await page.getByRole('button', { name: 'Open it for a while' }).click()
  await page.getByRole('heading', { name: /^Rae Sample/ }).waitFor()
  await page.context().close()
}

async function a_doubt_is_shown_field_by_field_in_words_and_bits () {
  const page = await open()
  await signIn(page, 'mary', '/identity')
  await everyPage(page, 'identity')
  await page.getByRole('link', { name: /Nearb/ }).click()
  await page.getByRole('heading', { name: 'Is it the same child?' }).waitFor()
  await settled(page)
  has(await text(page), 'Katharine', 'Katherine', 'Nearly agrees', 'Agrees', 'bits', 'Not told by both')
  await page.getByRole('button', { name: 'Record this answer' }).click()
  has(await page.locator('.govuk-error-summary').innerText(), 'Choose whether it is the same child')
  await page.getByText('1 contact would go to').waitFor()
  await until(async () => !(await text(page)).includes('Working'), 'both effects')
  equal(await sql("select count(*) from concernd.review where state <> 'open'"), [['0']], 'what was tried is undone')
  await everyPage(page, 'identity-review')
  await page.getByLabel('Two different children').check()
  await page.getByLabel('How do you know?').fill('Their schools know both, and they are cousins')
  await page.getByRole('button', { name: 'Record this answer' }).click()
  await page.getByText('Your answer is recorded').waitFor()
  await everyPage(page, 'identity-none')
  equal(await sql('select state from concernd.review'), [['different']])
  await page.context().close()
}

async function actions_are_listed_by_their_day_and_done () {
  const page = await open()
  await signIn(page, 'mary', '/actions')
  has(await text(page), 'Visit the family at home', 'Sam Worker', 'The team manager goes', 'Cem Vardon')
  await everyPage(page, 'actions')
  await page.getByRole('button', { name: 'It is done: Visit the family at home' }).click()
  await page.getByText('Visit the family at home').waitFor({ state: 'detached' })
  await go(page, '/actions?state=done')
  has(await text(page), 'Visit the family at home', 'by Mary Example')
  await page.context().close()
}

async function the_partnership_report_has_its_tables_and_hides_small_numbers () {
  const page = await open()
  await signIn(page, 'ann', '/report')
  equal(await heading(page), 'Partnership report')
  await page.getByText('See this as a table').first().click()
  has(await page.getByRole('table').first().innerText(), '1 to 5', 'Police')
  await everyPage(page, 'report')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download all figures' }).click()])
  equal(download.suggestedFilename(), 'partnership.csv')
  await page.context().close()
}

async function a_threshold_is_tried_out_and_nothing_changes () {
  const page = await open()
  await sql('update concernd.contact set recorded_at = occurred_at') // as if it had come week by week
  await signIn(page, 'olive', '/tuning')
  await page.getByRole('button', { name: 'Try it' }).click()
  has(await page.locator('.govuk-error-summary').innerText(), 'Change a number first')
  await page.getByText('Third contact in 12 months, none taken forward').click()
  await page.locator('[name="repeat-contact/needs.incidents"]').fill('none')
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByText('give a number from 0 to').first().waitFor()
  await everyPage(page, 'tuning-errors')
  await page.locator('[name="repeat-contact/needs.incidents"]').fill('2')
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByRole('heading', { name: 'What it would have raised' }).waitFor()
  has(await text(page), 'Rules in force', 'With your changes', 'Gained', 'concernctl rules apply')
  equal(await page.locator('.picture__curve').count(), 2, 'curves')
  await page.getByText('What differs').click()
  has(await text(page), 'rules.repeat-contact.needs.incidents: 3 -> 2')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download this rules.conf' }).click()])
  equal(download.suggestedFilename(), 'rules.conf')
  await everyPage(page, 'tuning')
  equal(await sql('select max(version) from concernd.rule_set'), [['1']], 'rule sets')
  await page.context().close()
}

async function every_page_fits_a_window_of_320_pixels_which_is_400_per_cent () {
  const page = await open({ width: 320, height: 256 })
  await signIn(page, 'mary')
  const child = (await sql(`select child_id from concernd.alert where id = ${alerts.A}`))[0][0]
  for (const [path, shot] of [['/', 'queue'], [`/alerts/${alerts.A}`, 'alert'], [`/children/${child}`, 'child'], ['/actions?state=all', 'actions'],
    ['/report', 'report'], ['/tuning', 'tuning'], ['/identity', 'identity']]) {
    await go(page, path)
    await everyPage(page, `narrow-${shot}`)
  }
  await page.context().close()
}

async function nothing_of_a_child_is_in_an_address_or_the_log () {
  const log = await door('log')
  for (const word of ['Vardon', 'Sample', 'Nearby', 'Officers', 'onerror', 'left the property', '2016-02-29']) {
    equal(log.includes(word), false, `"${word}" in the log`)
  }
}

await run({
  signing_in_tells_what_is_wrong_and_goes_back_to_the_page_that_was_wanted,
  the_queue_says_what_needs_somebody_and_keeps_its_filter_in_the_address,
  an_alert_says_why_now_in_its_first_screen_and_shows_the_picture,
  a_screener_takes_an_alert_but_does_not_decide,
  a_decision_is_made_with_the_keyboard_alone,
  what_was_typed_outlives_the_daemon_a_time_out_and_a_reload,
  of_two_managers_the_second_is_shown_what_changed_and_keeps_the_text,
  new_alerts_are_announced_and_the_list_does_not_jump,
  the_page_warns_before_it_signs_out,
  a_child_has_one_chronology_and_each_rule_says_why_not,
  a_restricted_family_is_opened_with_a_reason_alone,
  a_doubt_is_shown_field_by_field_in_words_and_bits,
  actions_are_listed_by_their_day_and_done,
  the_partnership_report_has_its_tables_and_hides_small_numbers,
  a_threshold_is_tried_out_and_nothing_changes,
  every_page_fits_a_window_of_320_pixels_which_is_400_per_cent,
  nothing_of_a_child_is_in_an_address_or_the_log
})
