// SPDX-License-Identifier: Apache-2.0
import { FACTS, door, equal, everyPage, has, open, run, settled, signIn, sql, text } from './support.mjs'

const { alerts } = FACTS
const WHY = 'Both children were seen at school this week; their aunt has moved in and looks after them.'
const stateOf = async (record) => (await sql(`select state from concernd.alert where id = ${alerts[record]}`))[0][0]

async function one_decision_covers_the_brother_and_the_sister_that_are_ticked () {
  const page = await open()
  await signIn(page, 'mary', `/alerts/${alerts.S}`)
  const also = page.getByRole('group', { name: 'Does it settle other alerts as well?' })
  has(await also.innerText(), 'Third contact in 12 months, none taken forward, of Tess Marlow-Ode', 'Lives or lived with this child')
  equal((await also.innerText()).includes('Una'), false, 'a child of another home')
  await page.getByLabel('No further action', { exact: true }).check()
  const sister = also.getByLabel('Third contact in 12 months, none taken forward, of Tess')
  await sister.check()
  await page.getByLabel('Why?').fill(WHY)
  await page.reload()
  await settled(page)
  equal(await sister.isChecked(), true, 'what was ticked is kept')
  await everyPage(page, 'decision-together')

  // Somebody tells of the sister meanwhile: the decision must not pass over that.
  equal(await door('contact', 'T', 1, { agency: 'health', category: 'missing' }), 'recorded')
  await page.getByRole('button', { name: 'Record this decision' }).click()
  await page.getByText('The facts have changed').waitFor()
  has(await page.locator('main .govuk-notification-banner').innerText(), 'Missing', 'Health')
  equal([await stateOf('S'), await stateOf('T')], ['new', 'new'], 'nothing is decided by half')
  equal(await sister.isChecked(), true)
  await page.getByRole('button', { name: 'Record this decision' }).click()
  await page.getByText('Your decision is recorded').waitFor()
  equal([await stateOf('S'), await stateOf('T'), await stateOf('U')], ['decided', 'decided', 'new'])
  const [[together]] = await sql(`select together from concernd.decision where alert_id = ${alerts.T}`)
  has(together, String(alerts.S), String(alerts.T))
  has(await text(page), WHY)
  await page.context().close()
}

async function what_is_not_ticked_waits_for_a_decision_of_its_own () {
  const page = await open()
  await signIn(page, 'mary', `/alerts/${alerts.U}`)
  equal(await page.getByLabel('of Tess').count(), 0)
  await page.getByLabel('No further action', { exact: true }).check()
  await page.getByLabel('Why?').fill('Una is with her grandparents, whom the health visitor sees weekly.')
  await page.getByRole('button', { name: 'Record this decision' }).click()
  await page.getByText('Your decision is recorded').waitFor()
  equal((await sql(`select together from concernd.decision where alert_id = ${alerts.U}`))[0][0], '{}')
  await page.context().close()
}

run({
  one_decision_covers_the_brother_and_the_sister_that_are_ticked,
  what_is_not_ticked_waits_for_a_decision_of_its_own
})
