// SPDX-License-Identifier: Apache-2.0
// What all journeys share: chromium, people who sign in, TAP, and the checks that every page must pass: axe,
// nothing wider than the window, targets of 24 pixels, a focus that is seen, no script from what was sent.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const require = createRequire(join(process.env.MODULES, '/'))
const { chromium } = require('playwright-core')
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

export const { PAGE, DOOR, PASSWORD, SHOTS, PROFILE } = process.env
export const FACTS = JSON.parse(process.env.FACTS)
const PATIENCE = Number(process.env.PATIENCE ?? 60e3)
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage']

export async function door (...call) {
  const response = await fetch(DOOR, { method: 'POST', body: JSON.stringify(call) })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${call[0]}: ${answer}`)
  return answer
}

export const sql = async (text) => door('sql', text)

let browser = null
export async function start () {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium', args: ARGUMENTS, timeout: PATIENCE, env: { ...process.env, HOME: PROFILE }
  })
}

export const stop = () => browser?.close()

// A browser of one's own; what goes wrong in it is kept, and looked at by everyPage().
export async function open ({ width = 1100, height = 800, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', ...more })
  context.setDefaultTimeout(PATIENCE)
  const page = await context.newPage()
  page.faults = []
  page.on('pageerror', (error) => page.faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text())) page.faults.push(message.text())
  })
  return page
}

export async function signIn (page, name, path = '/') {
  await page.goto(PAGE + path)
  await page.getByLabel('User name').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForSelector('#person button')
  await settled(page)
}

export async function settled (page) {
  await page.waitForSelector('main:not([aria-busy]) h1')
}

export async function go (page, path) {
  await page.goto(PAGE + path)
  await settled(page)
}

export const heading = (page) => page.locator('main h1').innerText()
export const text = (page) => page.locator('main').innerText()

// ---- Checks that every page must pass ----------------------------------------------------------
async function checkAxe (page) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axeSource)
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    })
    return result.violations.map((one) => `${one.id}: ${one.help}: ` +
      one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', '))
  })
  equal(found, [], 'axe')
}

const checkWidth = (page) => page.evaluate(() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
  if (wide <= 0) return ''
  const edge = document.documentElement.clientWidth
  const worst = [...document.querySelectorAll('main *')].filter((element) => !element.closest('.table-scroll') &&
    element.getBoundingClientRect().right > edge + 1).map((element) => element.tagName + '.' + element.className)
  return `${wide} pixels too wide: ${worst.slice(0, 5)}`
}).then((wide) => equal(wide, '', 'width'))

// WCAG 2.2, 2.5.8: 24 by 24, but for links within a sentence, and with room around that makes up for it.
const checkTargets = (page) => page.evaluate(() => {
  const inText = (element) => getComputedStyle(element).display === 'inline' && element.closest('p, li, dd, td, th, blockquote, h1, h2, h3, span')
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter((element) => {
    const box = (element.type === 'radio' || element.type === 'checkbox' ? element.closest('div') : element).getBoundingClientRect()
    if (!box.width || !box.height || element.closest('.govuk-skip-link') || element.matches('.govuk-skip-link')) return false
    return (box.width < 24 || box.height < 24) && !inText(element)
  }).map((element) => `${element.tagName} ${element.textContent.trim().slice(0, 30)}`)
}).then((small) => equal(small, [], 'targets under 24 pixels'))

const checkSent = (page) => page.evaluate(() => document.querySelectorAll('img, main script, iframe, object').length)
  .then((n) => equal(n, 0, 'elements made of what was sent'))

export async function everyPage (page, shot) {
  await settled(page)
  await checkWidth(page)
  await checkTargets(page)
  await checkSent(page)
  await checkAxe(page)
  equal(page.faults, [], 'what the browser complains of')
  if (shot) await page.screenshot({ path: join(SHOTS, `${shot}.png`), fullPage: true })
}

// Tabs through the page: every stop is seen, in the order of the page, and looks focused.
export async function tabThrough (page, most = 200) {
  await page.evaluate(() => { document.activeElement?.blur(); window.getSelection()?.removeAllRanges(); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex') })
  const stops = []
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(() => {
      const element = document.activeElement
      if (!element || element === document.body) return null
      window.tabbed ??= []
      const again = window.tabbed.includes(element)
      window.tabbed.push(element)
      const style = getComputedStyle(element)
      const isRadio = element.type === 'radio' || element.type === 'checkbox'
      const ring = isRadio ? getComputedStyle(element.nextElementSibling, '::before') : style
      const box = element.getBoundingClientRect()
      return {
        again,
        what: (element.tagName + ' ' + (element.getAttribute('aria-label') ?? element.textContent)).trim().slice(0, 60),
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < window.innerHeight,
        ringed: (ring.outlineStyle !== 'none' && ring.outlineWidth !== '0px') || ring.boxShadow !== 'none',
        place: [...document.querySelectorAll('*')].indexOf(element)
      }
    })
    if (!stop || stop.again) break
    stops.push(stop)
  }
  await page.evaluate(() => { delete window.tabbed })
  const unseen = stops.filter((stop) => !stop.seen || !stop.ringed)
  equal(unseen.map((stop) => stop.what), [], 'stops of the keyboard that are not seen')
  for (let i = 1; i < stops.length; i++) {
    if (stops[i].place < stops[i - 1].place) throw new Error(`the focus goes back, to ${stops[i].what}`)
  }
  return stops.map((stop) => stop.what)
}

// By the keyboard alone: tabs until an element is focused, then presses a key.
export async function tabTo (page, locator, most = 200) {
  for (let i = 0; i < most; i++) {
    if (await locator.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('the keyboard does not get there')
}

// ---- TAP ---------------------------------------------------------------------------------------
export function equal (got, expected, what = '') {
  const [a, b] = [JSON.stringify(got), JSON.stringify(expected)]
  if (a !== b) throw new Error(`${what}: got ${a}, expected ${b}`)
}

export function has (text, ...parts) {
  for (const part of parts) if (!text.includes(part)) throw new Error(`"${part}" is not in: ${text}`)
}

export async function until (condition, what) {
  const end = Date.now() + PATIENCE
  for (;;) {
    const got = await condition()
    if (got) return got
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

// What was on the screens, for who looks for the fault.
async function lookAtFailure (number) {
  for (const [i, page] of browser.contexts().flatMap((context) => context.pages()).entries()) {
    await page.screenshot({ path: join(SHOTS, `failed-${number}-${i}.png`), fullPage: true }).catch(() => {})
    await page.context().close()
  }
}

export async function run (journeys) {
  const names = Object.keys(journeys)
  let failed = false
  console.log(`1..${names.length}`)
  await start()
  for (const [i, name] of names.entries()) {
    const begun = Date.now()
    try {
      await journeys[name]()
      console.log(`ok ${i + 1} - ${name}`)
    } catch (error) {
      failed = true
      await lookAtFailure(i + 1)
      await door('start') // a journey that failed half-way may have left it stopped
      console.log(`not ok ${i + 1} - ${name}`)
      for (const line of String(error.stack).split('\n').slice(0, 12)) console.log('# ' + line)
    }
    if (process.env.TIMES) console.log(`# ${Date.now() - begun} ms`)
  }
  await stop()
  process.exit(failed ? 1 : 0)
}
