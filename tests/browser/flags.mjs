// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { FACTS, equal, everyPage, go, has, heading, open, run, settled, signIn, sql, tabThrough, text, until } from './support.mjs'

const { alert, other, child } = FACTS
const NOTE = `Found twice at one address; ${FACTS.markup} ask for her sister.`
const WHY = 'She was missing twice since then, once overnight.'
const day = (days) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10)
const flagOf = async () => Number((await sql(`select max(id) from concernd.advisory_flag where alert_id = ${alert}`))[0][0])

// A digest is made anew; what it says.
async function digest () {
  const [[last]] = await sql("select coalesce(max(id), 0) from concernd.outbox where kind = 'digest'")
  await sql('delete from concernd.digest')
  const rows = await until(async () => {
    const found = await sql(`select detail from concernd.outbox where kind = 'digest' and id > ${last}`)
    return found.length && found
  }, 'a digest')
  return JSON.parse(rows[0][0])
}

async function a_manager_advises_a_flag_from_an_alert () {
  const page = await open()
  await signIn(page, 'mary', `/alerts/${alert}`)
  has(await text(page), 'Partnership work', 'Flags for the police', 'No flag has been advised')
  await page.getByRole('link', { name: 'Advise the police to set a flag' }).click()
  await settled(page)
  equal(await heading(page), 'Advise the police to set a flag')
  has(await text(page), 'Flags are advice to the police', 'Nothing here tells the police’s own system')
  await page.getByRole('button', { name: 'Advise this flag' }).click()
  has(await page.locator('.govuk-error-summary').innerText(), 'Choose why', 'Write what the police should know', 'Give its last day')
  await everyPage(page, 'flag-new-errors')
  await page.getByLabel('At risk when missing').check()
  await page.getByLabel('What should the police know?').fill(NOTE)
  await page.getByLabel('By when is it to be looked at again?').fill(day(150))
  await page.getByLabel('What is its last day?').fill(day(200))
  await page.reload()
  await settled(page)
  equal(await page.getByLabel('What should the police know?').inputValue(), NOTE, 'what was typed is kept')
  await page.getByRole('button', { name: 'Advise this flag' }).click()
  await page.getByText('looked at again within 3 months').first().waitFor()
  has(await page.locator('.govuk-error-summary').innerText(), 'The review is due on a day from tomorrow')
  equal(/\d{4}-\d\d-\d\d/.test(await page.locator('.govuk-error-summary').innerText()), false, 'days as people say them')
  await page.getByLabel('By when is it to be looked at again?').fill(day(60))
  await everyPage(page, 'flag-new')
  await page.getByRole('button', { name: 'Advise this flag' }).click()
  await page.getByText('The flag is advised').waitFor()
  equal(await heading(page), 'At risk when missing')
  has(await text(page), NOTE, 'The police have not said yet whether they set it', 'Mary Example')
  equal(await page.evaluate(() => document.activeElement.innerText.includes('The flag is advised')), true, 'the focus is on what was done')
  await page.context().close()
}

async function the_same_reason_again_leads_to_the_flag_that_stands () {
  const page = await open()
  await signIn(page, 'max', `/flags/new?alert=${alert}`)
  await page.getByLabel('At risk when missing').check()
  await page.getByLabel('What should the police know?').fill('The same once more')
  await page.getByLabel('By when is it to be looked at again?').fill(day(9))
  await page.getByLabel('What is its last day?').fill(day(90))
  await page.getByRole('button', { name: 'Advise this flag' }).click()
  const flag = await flagOf()
  await page.getByText(`Flag ${flag} stands for this child and reason`).waitFor()
  await everyPage(page, 'flag-stands-already')
  await page.getByRole('link', { name: `Look at flag ${flag}` }).click()
  await page.getByRole('heading', { name: 'Review', exact: true }).waitFor()
  equal(await heading(page), 'At risk when missing')
  await page.context().close()
}

async function a_screener_notes_that_the_police_set_it () {
  const page = await open()
  const flag = await flagOf()
  await signIn(page, 'sue', `/flags/${flag}`)
  has(await text(page), 'A manager looks at it again')
  await page.getByRole('button', { name: 'Note what they did' }).click()
  has(await page.locator('.govuk-error-summary').innerText(), 'Choose what the police did')
  await page.getByLabel('set the flag').check()
  await page.getByLabel('On which day?').fill(day(-1))
  await page.getByLabel('Their reference').fill('WM/77')
  await page.getByRole('button', { name: 'Note what they did' }).click()
  await page.getByText('What the police did is noted').waitFor()
  has(await text(page), 'their reference WM/77', 'Set by the police', 'noted by Sue Example')
  await go(page, `/flags/new?alert=${alert}`)
  has(await text(page), 'A manager advises flags')
  await page.context().close()
}

async function a_flag_at_review_is_listed_and_in_the_digest_and_kept_with_a_reason () {
  const page = await open()
  const flag = await flagOf()
  equal((await digest()).flags_review, 0)
  await sql(`update concernd.advisory_flag set review_on = '${day(-2)}' where id = ${flag}`)
  equal((await digest()).flags_review, 1)
  await signIn(page, 'mary', '/flags')
  await page.getByLabel('Show').selectOption('review-due')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.waitForURL('**/flags?state=review-due')
  await settled(page)
  has(await page.locator(`[data-flag="${flag}"]`).innerText(), 'Review overdue', FACTS.markup, 'The police set it on')
  await everyPage(page, 'flags-review-due')
  await tabThrough(page)
  await page.getByRole('link', { name: 'At risk when missing' }).click()
  await settled(page)
  await page.getByRole('button', { name: 'Record this review' }).click()
  has(await page.locator('.govuk-error-summary').innerText(), 'Choose whether it is kept', 'Write why')
  await everyPage(page, 'flag-review-errors')
  await page.getByLabel('Yes, keep it').check()
  await page.getByLabel('Why?', { exact: true }).fill(WHY)
  await page.getByLabel('If you keep it').fill(day(30))
  await page.getByRole('button', { name: 'Record this review' }).click()
  await page.getByText('The flag is kept').waitFor()
  has(await text(page), 'Kept at a review', WHY, 'The review was due on')
  await everyPage(page, 'flag')
  equal((await digest()).flags_review, 0)
  await go(page, '/flags?state=review-due')
  has(await text(page), 'There is no such flag')
  await page.context().close()
}

async function a_flag_that_ended_is_to_be_taken_off_until_the_police_did () {
  const page = await open({ width: 320, height: 700, acceptDownloads: true })
  const flag = await flagOf()
  await signIn(page, 'mary', `/flags/${flag}`)
  await page.getByLabel('No, end it').check()
  await page.getByLabel('Why?', { exact: true }).fill('She lives with her aunt now, and has not been missing since.')
  await page.getByRole('button', { name: 'Record this review' }).click()
  await page.getByText('The flag has ended').waitFor()
  has(await text(page), 'tell the police to take theirs off')
  await everyPage(page, 'flag-ended')
  await go(page, '/flags?state=to-be-taken-off')
  has(await page.locator(`[data-flag="${flag}"]`).innerText(), 'Ended', 'The police are to take it off')
  await everyPage(page, 'flags-to-be-taken-off')
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the list' }).click()])
  const lines = readFileSync(await file.path(), 'utf8').split('\r\n')
  has(lines[0], '"name","birth_date","reason"')
  has(lines[1], 'Arden', '"take off"', `"${flag}"`, 'WM/77')
  await page.getByText('The file is in your downloads').waitFor()
  await go(page, `/flags/${flag}`)
  await page.getByLabel('took theirs off').check()
  await page.getByLabel('On which day?').fill(day(0))
  await page.getByRole('button', { name: 'Note what they did' }).click()
  await page.getByText('What the police did is noted').waitFor()
  has(await text(page), 'The police took theirs off on')
  await go(page, '/flags?state=to-be-taken-off')
  has(await text(page), 'There is no such flag')
  await go(page, `/children/${child}`)
  has(await text(page), 'Flags for the police', 'Ended', NOTE)
  await everyPage(page)
  await page.context().close()
}

async function a_flag_ends_by_its_date_without_anybody_doing_anything () {
  const page = await open()
  await signIn(page, 'mary', `/flags/new?alert=${other}`)
  await page.getByLabel('At risk of exploitation').check()
  await page.getByLabel('What should the police know?').fill('Seen with an older group')
  await page.getByLabel('By when is it to be looked at again?').fill(day(9))
  await page.getByLabel('What is its last day?').fill(day(9))
  await page.getByRole('button', { name: 'Advise this flag' }).click()
  await page.getByText('The flag is advised').waitFor()
  await sql(`update concernd.advisory_flag set review_on = '${day(-3)}', ends_on = '${day(-2)}' where alert_id = ${other}`)
  await go(page, `/alerts/${other}`)
  has(await page.locator('[data-flag]').innerText(), 'Ended', 'by its date', 'The police are to take it off')
  await page.getByRole('link', { name: 'At risk of exploitation' }).click()
  await settled(page)
  has(await text(page), 'To be taken off', 'Ended by its date')
  equal(await page.getByRole('heading', { name: 'Review', exact: true }).count(), 0)
  await go(page, '/report')
  has(await text(page), 'Flags for the police', 'Today 0 stand; of 0 the review is overdue; 1 to 5 have ended')
  await page.context().close()
}

run({
  a_manager_advises_a_flag_from_an_alert,
  the_same_reason_again_leads_to_the_flag_that_stands,
  a_screener_notes_that_the_police_set_it,
  a_flag_at_review_is_listed_and_in_the_digest_and_kept_with_a_reason,
  a_flag_that_ended_is_to_be_taken_off_until_the_police_did,
  a_flag_ends_by_its_date_without_anybody_doing_anything
})
