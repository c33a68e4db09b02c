// SPDX-License-Identifier: Apache-2.0
import { FACTS, door, equal, everyPage, has, heading, open, run, settled, sql, text } from './support.mjs'

const { alert, proxy } = FACTS
const KNOWN = 'Sign in as you are known to the council'

async function behindTheProxy (path) {
  const page = await open({ ignoreHTTPSErrors: true })
  await page.goto(proxy + path)
  await settled(page)
  return page
}

async function who_the_council_knows_signs_in_without_a_password_and_is_where_they_wanted_to_be () {
  await door('names', 'sam')
  const page = await behindTheProxy(`/alerts/${alert}`)
  equal(await heading(page), 'Sign in')
  await page.getByRole('button', { name: KNOWN }).click()
  await page.getByText('Why now').waitFor()
  has(await heading(page), 'Third contact in 12 months')
  has(await page.locator('#person').innerText(), 'Sam Single')
  equal(await sql("select way from concernd.session where person = 'sam' and ended_at is null"), [['proxy']])
  await everyPage(page, 'sign-on')
  // What is written, with the token of the page, goes through the proxy as well.
  await page.getByRole('button', { name: 'I have this alert' }).click()
  await page.getByText('Sam Single has it').waitFor()
  await page.reload()
  await settled(page)
  has(await text(page), 'Sam Single has it')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: KNOWN }).waitFor()
  equal(await sql("select count(*) from concernd.session where person = 'sam' and ended_at is null"), [['0']], 'sessions')
  await page.context().close()
}

async function who_sits_there_next_does_not_work_in_the_name_of_the_one_before () {
  await door('names', 'sam')
  const page = await behindTheProxy('/')
  await page.getByRole('button', { name: KNOWN }).click()
  await page.getByText('Sam Single').waitFor()
  await door('names', 'sara')
  await page.reload()
  await settled(page)
  equal(await heading(page), 'Sign in')
  await page.getByRole('button', { name: KNOWN }).click()
  await page.getByText('Sara Single').waitFor()
  await page.context().close()
}

async function whom_nobody_added_is_told_so_and_not_let_in () {
  await door('names', 'stranger')
  const page = await behindTheProxy('/')
  await page.getByRole('button', { name: KNOWN }).click()
  await page.getByText('That did not work').waitFor()
  has(await text(page), 'no account here')
  await everyPage(page, 'sign-on-refused')
  await page.context().close()
}

await run({
  who_the_council_knows_signs_in_without_a_password_and_is_where_they_wanted_to_be,
  who_sits_there_next_does_not_work_in_the_name_of_the_one_before,
  whom_nobody_added_is_told_so_and_not_let_in
})
