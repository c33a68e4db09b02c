// SPDX-License-Identifier: Apache-2.0
import { FACTS, door, equal, everyPage, go, has, open, run, signIn, text } from './support.mjs'

const { children, drift } = FACTS

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

run({ a_wait_that_ends_too_late_is_told_with_what_came_meanwhile })
