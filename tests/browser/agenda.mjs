// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FACTS, SHOTS, door, equal, everyPage, go, has, open, run, signIn, sql, text } from './support.mjs'

const { alerts, children, drift } = FACTS
const SAID = 'His aunt takes him on Fridays; the school knows.'
const A4 = 1123 // pixels of a sheet

const rowOf = (page, record) => page.locator(`[data-child="${children[record]}"]`)
const childrenOf = (...records) => records.map((record) => `child ${children[record]}`)

async function a_wait_that_ends_too_late_is_told_with_what_came_meanwhile () {
  const page = await open()
  await signIn(page, 'mary', `/alerts/${drift}`)
  has(await text(page), 'A wait begun 18 weeks ago, and not ended', 'told by Health, has not ended in 21 weeks',
    'the 18 weeks that it may last were up on', 'meanwhile 3 contacts of 3 agencies came, 1 of them not about the child')
  await everyPage(page, 'wait-alert')
  await go(page, `/children/${children.W}`)
  const bars = page.locator('section', { has: page.getByRole('heading', { name: 'Waits', exact: true }) })
  has(await bars.innerText(), 'has not ended in 21 weeks', `Alert ${drift}`)
  equal(await bars.locator('svg .wait__over').count(), 1, 'what is too long is shown apart')
  equal(await bars.locator('svg .wait__open').count(), 1, 'it goes on')
  equal(await bars.locator('svg .wait__contact').count(), 3, 'contacts in the bar')
  equal(await page.locator('.wait-mark').allTextContents(), ['During a wait', 'During a wait', 'During a wait', 'A wait begins'])
  await bars.getByText('See the waits as a table').click()
  has(await bars.getByRole('table').innerText(), 'The wait begins', 'The time that it may last is up', 'Missing')
  await everyPage(page, 'wait-child')
  equal(await door('contact', 'W', 3, { agency: 'health', category: 'wait-ended' }), 'recorded')
  await go(page, `/children/${children.W}`)
  has(await bars.innerText(), 'after 21 weeks: 3 weeks after the 18 weeks were up')
  equal(await bars.locator('svg .wait__open').count(), 0)
  equal((await page.locator('.wait-mark').allTextContents())[0], 'A wait ends')
  await everyPage(page, 'wait-child-ended')
  await go(page, `/alerts/${drift}`)
  has(await text(page), 'It ended, and too late: the alert stands until somebody has decided on it', 'Nobody has it yet')
  await page.setViewportSize({ width: 320, height: 640 })
  await everyPage(page, 'wait-alert-320')
  await page.context().close()
}

async function an_agenda_before_and_after_a_meeting () {
  const page = await open()
  await signIn(page, 'mary', '/agenda')
  const rows = page.locator('.agenda__child')
  has(await text(page), 'Agenda: Multi-agency child exploitation meeting', 'whatever its level')
  has((await rows.allInnerTexts()).join(), ...childrenOf('W', 'M', 'N'), 'A child of a restricted family')
  equal(await page.locator('[data-child]').evaluateAll((all) => all.map((one) => Number(one.dataset.child))),
    [children.W, children.M, children.N], 'the oldest open first, the red one not before it')
  equal((await text(page)).includes('Rae'), false, 'whose it is')
  for (const record of 'MN') has(await rowOf(page, record).innerText(), 'Never discussed yet', 'nobody has it yet', 'Missing, told by Police')
  await everyPage(page, 'agenda-before')

  await rowOf(page, 'W').getByLabel('We talk about Wim Ashdown').uncheck()
  const record = page.getByRole('button', { name: 'Record this meeting, on 2 children' })
  const chosen = new URL(await record.getAttribute('href'), 'http://x')
  equal([chosen.pathname, chosen.searchParams.get('kind')], ['/meetings/new', 'mace'])
  equal(chosen.searchParams.get('alerts').split(',').includes(String(alerts.M)), true, 'its alerts are chosen')
  equal(chosen.searchParams.get('alerts').split(',').includes(String(drift)), false, 'not those of who was left out')

  await record.click()
  await page.getByRole('heading', { name: 'Call a meeting' }).waitFor()
  equal(await page.getByLabel('Multi-agency child exploitation meeting').isChecked(), true, 'the kind is chosen')
  equal(await page.locator('[name=alerts]:checked').evaluateAll((all) => all.map((one) => one.value).sort()),
    chosen.searchParams.get('alerts').split(',').sort(), 'the alerts are ticked')

  const due = new Date(Date.now() + 5 * 864e5).toISOString().slice(0, 10)
  await door('held', 'mace', [alerts.M], {
    alerts: [{ id: alerts.M, said: SAID }],
    actions: [{ what: 'Ring the aunt', owner: 'K. Worker', agency: 'police', due, contingency: 'The chair rings' }]
  })
  await go(page, '/agenda?kind=mace')
  has(await rowOf(page, 'M').innerText(), 'New since the meeting of', 'Nothing new', SAID, 'chaired by C. Hair', 'Open: Ring the aunt')
  has(await rowOf(page, 'N').innerText(), 'Never discussed yet')
  await everyPage(page, 'agenda-after')

  equal(await door('contact', 'M', 1, { category: 'missing', agency: 'education' }), 'recorded')
  await go(page, '/agenda?kind=mace')
  const fresh = rowOf(page, 'M').locator('h4', { hasText: 'New since' }).locator('xpath=following-sibling::ul[1]/li')
  equal(await fresh.count(), 1, 'exactly that one is new')
  has(await fresh.innerText(), 'Missing, told by Schools and education')
  await everyPage(page, 'agenda-new')
  await page.setViewportSize({ width: 320, height: 640 })
  await everyPage(page, 'agenda-320')
  await page.context().close()
}

async function what_a_meeting_asked_for_stays_on_its_agenda_when_the_alert_is_decided () {
  await sql(`update concernd.alert set state = 'decided', decided_at = now(), outcome = 'advice'
    where child_id = ${children.M} and state in ('new', 'acknowledged')`)
  const page = await open()
  await signIn(page, 'mary', '/agenda')
  const owed = page.locator('section', { has: page.getByRole('heading', { name: 'Still owed' }) })
  has(await owed.innerText(), 'Mo Birling', 'Open: Ring the aunt', SAID)
  equal(await rowOf(page, 'M').count(), 1)
  await everyPage(page, 'agenda-owed')
  await page.context().close()
}

async function another_meeting_is_chosen_and_one_with_nobody_on_it_says_so () {
  const page = await open()
  await signIn(page, 'mary', '/agenda')
  await page.getByLabel('Meeting', { exact: true }).selectOption('conference')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.waitForURL('**/agenda?kind=conference')
  await page.getByText('Nobody stands on it').waitFor()
  await everyPage(page, 'agenda-empty')
  await page.context().close()
}

async function the_agenda_is_a_file_for_a_spreadsheet () {
  const page = await open()
  await signIn(page, 'mary', '/agenda')
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as CSV' }).click()])
  equal(file.suggestedFilename(), 'agenda-mace.csv')
  has(readFileSync(await file.path(), 'utf8'), '"part","child","name"', '"Nia Crowlink"', 'A restricted family')
  await page.context().close()
}

async function on_paper_no_child_is_broken_over_two_sheets () {
  await door('sheets')
  const page = await open({ width: 720, height: A4 })
  await signIn(page, 'mary', '/agenda')
  await page.emulateMedia({ media: 'print' })
  equal(await page.evaluate(() => ['.page-navigation', '.filters', '.agenda__tools', '.page-footer', '.page-header__person', '.agenda__tick']
    .filter((name) => [...document.querySelectorAll(name)].some((element) => element.getClientRects().length))), [], 'what is of no use on paper')
  await page.screenshot({ path: join(SHOTS, 'agenda-paper.png'), fullPage: true })
  const pdf = (await page.pdf({ format: 'A4', margin: { top: '12mm', bottom: '12mm', left: '12mm', right: '12mm' } })).toString('base64')
  const sheets = await door('pdf', pdf)
  equal(sheets.length > 2, true, 'several sheets')
  const listed = page.locator('.agenda').first()
  has(sheets[0].replace(/\s+/g, ' '), 'Agenda: Multi-agency child exploitation meeting', 'Exampleshire County Council',
    `${new Date().getFullYear()} · ${await listed.locator('> li').count()} children`)
  for (const child of await page.locator('[data-child]').evaluateAll((all) => all.map((one) => one.dataset.child))) {
    equal(sheets.filter((sheet) => new RegExp(`, child ${child}\\b`).test(sheet)).length, 1, `child ${child}`)
  }
  // A block begins with its number and ends before the next: no sheet begins within one.
  equal(sheets.some((sheet) => sheet.includes('/children/')), false, 'addresses on paper')
  for (const sheet of sheets.slice(1)) equal(/^(\d+\. |Still owed)/.test(sheet.trim()), true, `begins with: ${sheet.trim().slice(0, 60)}`)
  await page.context().close()
}

run({
  a_wait_that_ends_too_late_is_told_with_what_came_meanwhile,
  an_agenda_before_and_after_a_meeting,
  what_a_meeting_asked_for_stays_on_its_agenda_when_the_alert_is_decided,
  another_meeting_is_chosen_and_one_with_nobody_on_it_says_so,
  the_agenda_is_a_file_for_a_spreadsheet,
  on_paper_no_child_is_broken_over_two_sheets
})
