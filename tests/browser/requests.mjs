// SPDX-License-Identifier: Apache-2.0
import {
  FACTS, door, equal, everyPage, go, has, heading, open, run, settled, signIn, sql, tabThrough, text, until
} from './support.mjs'

const { alert, house, child } = FACTS
const QUESTION = `Which appointments were missed since May? ${FACTS.markup} and was the parent told?`
const WHY = 'Two contacts speak of a parent who cannot be reached, and the child was hungry.'
const ANSWER = `Three were missed; ${FACTS.markup} the parent was told by letter each time.`
const WITHHELD = 'The young person told the school in confidence, and is afraid of what follows at home.'
const day = (days) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10)
const last = async () => Number((await sql('select max(id) from concernd.request'))[0][0])

async function ask (page, where, { agency, question = QUESTION, why = WHY, on = day(20), time = '12:00' }) {
  await go(page, `/requests/new?alert=${where}`)
  await page.getByLabel('Which agency do you ask?').selectOption(agency)
  await page.getByLabel('What do you need to know?').fill(question)
  await page.getByLabel('Why does it matter for this child now?').fill(why)
  await page.getByLabel('By which day do you need the answer?').fill(on)
  await page.getByLabel('By what time?').fill(time)
  await page.getByLabel('Section 47 enquiry').check()
}

const press = (page) => page.getByRole('button', { name: 'Ask them' }).click()

async function a_request_is_asked_from_the_alert_and_says_enough () {
  const page = await open()
  await signIn(page, 'sue', `/alerts/${alert}`)
  has(await text(page), 'Partnership work', 'Information requests', 'No agency was asked for information')
  await page.getByRole('link', { name: 'Ask an agency for information' }).click()
  await settled(page)
  equal(await heading(page), 'Ask an agency for information')
  await tabThrough(page)
  await press(page)
  has(await page.locator('.govuk-error-summary').innerText(), 'Choose which agency you ask', 'Write what you need to know',
    'Write why it matters for this child now', 'Give the day by which you need the answer', 'Choose on which lawful ground you ask')
  await everyPage(page, 'request-new-errors')
  await ask(page, alert, { agency: 'health', question: 'Anything?', on: day(-1) })
  await page.reload()
  await settled(page)
  equal(await page.getByLabel('Why does it matter for this child now?').inputValue(), WHY, 'what was typed is kept')
  has(await text(page), 'told by the log of this service', 'no channel is set: ask them yourself')
  await press(page)
  await page.locator('.govuk-error-summary').getByText('This does not say enough').waitFor()
  has(await page.locator('[data-field="question"]').innerText(), 'somebody who has not met the child can look it up')
  has(await page.locator('[data-field="due_on"]').innerText(), 'That is over: name a time that lies ahead')
  await everyPage(page, 'request-new-refused')
  await page.getByLabel('What do you need to know?').fill(QUESTION)
  await page.getByLabel('By which day do you need the answer?').fill(day(20))
  await everyPage(page, 'request-new')
  await press(page)
  await page.getByText('The request is recorded, and Health is told').waitFor()
  equal(await page.evaluate(() => document.activeElement.innerText.includes('The request is recorded')), true, 'the focus is on what was done')
  equal(await heading(page), `Health: information request ${await last()}`)
  has(await text(page), QUESTION, WHY, 'Section 47 enquiry', 'RIO/11', 'Waiting for an answer', 'Sue Example', 'at 12pm')
  equal(await page.evaluate(() => Object.keys(sessionStorage).length), 0, 'nothing is kept of what was sent')
  await page.context().close()
}

async function an_answer_that_is_late_is_shown_everywhere_and_told_up_the_ladder () {
  const id = await last()
  await sql(`update concernd.request set asked_at = now() - interval '9 days', due_at = now() - interval '2 days' where id = ${id}`)
  await sql(`update concernd.clock set due_at = now() - interval '2 days', next_at = now() where kind = 'answer' and part = ${id}`)
  await until(async () => (await door('log')).includes(`alert ${alert} has a request that no agency answered in time`), 'the ladder')
  const page = await open()
  await signIn(page, 'mary', '/requests')
  const row = page.locator(`[data-request="${id}"]`)
  has(await row.innerText(), 'Health', 'Overdue', '2 days overdue', QUESTION)
  await everyPage(page, 'requests')
  await page.getByLabel('Show').selectOption('overdue')
  await page.getByLabel('Agency').selectOption('police')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.waitForURL('**/requests?state=overdue&agency=police')
  await settled(page)
  has(await text(page), 'There is no such request')
  for (const path of [`/alerts/${alert}`, `/children/${child}`]) {
    await go(page, path)
    has(await page.locator(`[data-request="${id}"]`).innerText(), 'Overdue', '2 days overdue')
  }
  await go(page, `/requests/${id}`)
  has(await text(page), 'It is overdue', 'That it is late was told 1 time', 'do not wait for this answer')
  await everyPage(page, 'request-overdue')
  await page.context().close()
}

async function it_is_answered_with_a_note_and_the_clock_ends () {
  const id = await last()
  const page = await open()
  await signIn(page, 'mary', `/requests/${id}`)
  await page.getByRole('button', { name: 'Record this answer' }).click()
  has(await page.locator('.govuk-error-summary').innerText(), 'Choose what kind of answer it is', 'Write what they answered', 'Say who in the agency answered')
  await everyPage(page, 'request-answer-errors')
  await page.getByLabel('Answered', { exact: true }).check()
  await page.getByLabel('The answer').fill(ANSWER)
  await page.getByLabel('Who in the agency answered?').fill('Nurse A. Example')
  await page.getByLabel('On which day did they answer?').fill(day(-30))
  await page.getByLabel('At what time?').fill('09:00')
  await page.getByRole('button', { name: 'Record this answer' }).click()
  await page.getByText('That is before the request was made').first().waitFor()
  await page.getByLabel('On which day did they answer?').fill('')
  await page.getByLabel('At what time?').fill('')
  await page.getByRole('button', { name: 'Record this answer' }).click()
  await page.getByText('The answer is recorded').waitFor()
  has(await text(page), ANSWER, 'Nurse A. Example', 'late', 'by Mary Example')
  equal(await page.getByRole('button', { name: 'Record this answer' }).count(), 0, 'it is answered once')
  await everyPage(page, 'request-answered-late')
  equal(await sql(`select ended_at is null from concernd.clock where kind = 'answer' and part = ${id}`), [['f']])
  await page.context().close()
}

async function an_agency_without_a_channel_is_asked_by_a_person_and_does_not_disclose () {
  const page = await open()
  await signIn(page, 'mary')
  await ask(page, house, { agency: 'education', why: 'The brother was seen alone at night, and the school knows both of them.' })
  await press(page)
  has(await page.locator('.govuk-error-summary').innerText(), 'Choose which child it is about')
  await everyPage(page, 'request-new-household')
  await page.getByLabel('Quin Cormorant').check()
  await press(page)
  await page.getByText('No channel is set for this agency: ask them yourself').first().waitFor()
  has(await text(page), 'Quin Cormorant', 'note here that you did')
  await everyPage(page, 'request-no-channel')
  await page.getByRole('button', { name: 'Note that they were asked' }).click()
  has(await page.locator('.govuk-error-summary').innerText(), 'Write how you asked them')
  await page.getByLabel('How did you ask them, and whom?').fill('Rang the designated lead of the school')
  await page.getByRole('button', { name: 'Note that they were asked' }).click()
  await page.getByText('It is noted that they were asked').waitFor()
  has(await text(page), 'Mary Example asked them', 'Rang the designated lead')
  await page.getByLabel('Not disclosed', { exact: true }).check()
  await page.getByLabel('Who in the agency answered?').fill('Head teacher')
  await page.getByRole('button', { name: 'Record this answer' }).click()
  has(await page.locator('.govuk-error-summary').innerText(), 'more detrimental to the child than not telling it')
  await page.getByLabel('If it is not disclosed').fill(WITHHELD)
  await page.getByRole('button', { name: 'Record this answer' }).click()
  await page.getByText('The answer is recorded').waitFor()
  await go(page, `/alerts/${alert}`) // of the household's alert nothing shows but what is about this child
  has(await page.locator('main [aria-label="Information requests"]').innerText(), 'Health, request')
  equal((await page.locator('main [aria-label="Information requests"]').innerText()).includes('Schools'), false, 'of a sister')
  await go(page, `/alerts/${house}`)
  has(await page.locator('main [aria-label="Information requests"]').innerText(), 'Health, request', 'Schools and education, request', 'Not disclosed')
  await everyPage(page, 'request-on-alert')
  await go(page, `/requests/${await last()}`)
  has(await text(page), 'Not disclosed', WITHHELD, 'in time')
  await everyPage(page, 'request-not-disclosed')
  await page.context().close()
}

async function one_that_is_not_needed_any_more_is_withdrawn_with_a_reason () {
  const page = await open()
  await signIn(page, 'mary')
  await ask(page, alert, { agency: 'health' })
  await press(page)
  await page.getByText('The request is recorded').waitFor()
  await page.getByText('The answer is not needed any more').click()
  await page.getByLabel('Why is it not needed any more?').fill('no')
  await page.getByRole('button', { name: 'Withdraw this request' }).click()
  await page.getByText('Write why the answer is not needed').first().waitFor()
  await page.getByLabel('Why is it not needed any more?').fill('The family brought the letters themselves')
  await page.getByRole('button', { name: 'Withdraw this request' }).click()
  await page.getByText('The request is withdrawn').waitFor()
  has(await text(page), 'It was withdrawn', 'The family brought the letters themselves')
  await everyPage(page, 'request-withdrawn')
  await until(async () => (await door('log')).includes(`information request ${await last()} is withdrawn`), 'the notice')
  await page.context().close()
}

async function they_fit_a_window_of_320_pixels_and_nothing_is_in_the_log () {
  const page = await open({ width: 320, height: 256 })
  await signIn(page, 'mary')
  for (const [path, shot] of [['/requests?state=all', 'requests'], [`/requests/${await last()}`, 'request'], [`/requests/new?alert=${house}`, 'request-new']]) {
    await go(page, path)
    await everyPage(page, `narrow-${shot}`)
  }
  await page.context().close()
  const log = await door('log')
  for (const word of ['Cormorant', 'Pelican', 'appointments', 'onerror', 'RIO/11', 'confidence', 'hungry']) {
    equal(log.includes(word), false, `"${word}" in the log`)
  }
}

await run({
  a_request_is_asked_from_the_alert_and_says_enough,
  an_answer_that_is_late_is_shown_everywhere_and_told_up_the_ladder,
  it_is_answered_with_a_note_and_the_clock_ends,
  an_agency_without_a_channel_is_asked_by_a_person_and_does_not_disclose,
  one_that_is_not_needed_any_more_is_withdrawn_with_a_reason,
  they_fit_a_window_of_320_pixels_and_nothing_is_in_the_log
})
