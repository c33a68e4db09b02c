// SPDX-License-Identifier: Apache-2.0
import { FACTS, equal, everyPage, go, has, heading, open, run, settled, signIn, sql, tabThrough, text } from './support.mjs'

const { alert, brother, other, child } = FACTS
const SAID = `Not seen at school since Monday; ${FACTS.markup} her aunt may know.`
const PART = 'Not registered with a GP since March.'
const day = (days) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10)
const last = async () => Number((await sql('select max(id) from concernd.meeting'))[0][0])
const errors = (page) => page.locator('.govuk-error-summary').innerText()
const section = (page, name) => page.getByRole('region', { name, exact: true })

async function a_strategy_discussion_is_called_from_an_alert () {
  const page = await open()
  await signIn(page, 'sue', `/alerts/${alert}`)
  has(await text(page), 'Partnership work', 'No meeting was called')
  await page.getByRole('link', { name: 'Call a meeting, or note one' }).click()
  await settled(page)
  equal(await heading(page), 'Call a meeting')
  has(await text(page), 'A meeting decides nothing here')
  await page.getByRole('button', { name: 'Call this meeting' }).click()
  has(await errors(page), 'Choose what kind of meeting', 'Give the day', 'Give the time', 'Tick who is invited')
  await everyPage(page, 'meeting-new-errors')
  await page.getByLabel('Strategy discussion').check()
  await page.getByRole('checkbox', { name: /Third contact.*of Ned Arden/ }).check()
  await page.getByLabel('When: the day').fill(day(2))
  await page.getByLabel('When: the time').fill('10:00')
  await page.getByLabel('Where (optional)').fill('Video call')
  await page.getByLabel("Children's social care").check()
  has(await page.getByRole('status').innerText(), 'Not invited: Police and Health', 'should not be held without')
  await page.getByLabel('Police', { exact: true }).check()
  await everyPage(page, 'meeting-new')
  await page.reload()
  await settled(page)
  equal(await page.getByLabel('Where (optional)').inputValue(), 'Video call', 'what was typed is kept')
  equal(await page.getByLabel('Police', { exact: true }).isChecked(), true, 'and what was ticked')
  await page.getByRole('button', { name: 'Call this meeting' }).click()
  await page.getByText('The meeting is noted here').waitFor()
  equal(await heading(page), 'Strategy discussion')
  has(await text(page), 'Health was not invited', 'Sue Example', 'Video call', 'Planned', 'Ned Arden')
  await everyPage(page, 'meeting-planned-health-not-invited')
  await page.context().close()
}

async function health_is_invited_after_all () {
  const page = await open()
  await signIn(page, 'sue', `/meetings/${await last()}`)
  await page.getByText('Change when, where, or who is invited').click()
  await page.getByLabel('Change the meeting').getByLabel('Health').check()
  await page.getByRole('button', { name: 'Change this meeting' }).click()
  await page.getByText('The meeting is changed').waitFor()
  equal((await text(page)).includes('was not invited'), false, 'nobody lacks')
  await page.context().close()
}

async function it_is_held_with_health_missing () {
  const page = await open()
  const meeting = await last()
  await signIn(page, 'mary', `/meetings/${meeting}`)
  await page.getByText('Note how it went').click()
  await page.getByRole('button', { name: 'Record this meeting' }).click()
  has(await errors(page), 'Name who chaired it', 'Say whether Health came', 'Choose what it came to', 'Say whether it has to follow')
  await page.getByLabel('When it was held: the day').fill(day(3))
  await page.getByLabel('When it was held: the time').fill('10:05')
  await page.getByLabel('Who chaired it?').fill('Amina Chair')
  await page.getByRole('group', { name: "Children's social care" }).getByLabel('Came', { exact: true }).check()
  await page.getByRole('group', { name: 'Police' }).getByLabel('Came', { exact: true }).check()
  await page.getByRole('group', { name: 'Health' }).getByLabel('Neither').check()
  await page.getByLabel('What was said for Mia').fill(SAID)
  await page.getByRole('group', { name: 'What did it come to?' }).getByLabel('Assessment (section 17)').check()
  await page.getByRole('button', { name: 'Add an action' }).click()
  await page.getByLabel('What is to be done').fill('Ask the GP')
  await page.getByLabel('For whom').selectOption({ index: 0 })
  await page.getByLabel('Who does it').fill('H. Visitor')
  await page.getByLabel('Of which agency').selectOption('health')
  await page.getByLabel('By which day').fill(day(5))
  await page.getByLabel('What happens if it is not done').fill('The named nurse asks')
  await page.getByLabel('Yes', { exact: true }).check()
  await page.getByRole('button', { name: 'Record this meeting' }).click()
  await page.getByText('note a meeting once it was held').first().waitFor()
  has(await errors(page), 'note a meeting once it was held')
  await everyPage(page, 'meeting-held-errors')
  await page.reload()
  await settled(page)
  equal(await page.getByLabel('What was said for Mia').inputValue(), SAID, 'what was typed is kept')
  equal(await page.getByLabel('What is to be done').inputValue(), 'Ask the GP', 'and the action')
  await page.getByLabel('When it was held: the day').fill('2026-08-20')
  await everyPage(page, 'meeting-held-form')
  await page.getByRole('button', { name: 'Record this meeting' }).click()
  await page.getByText('The meeting is recorded').waitFor()
  has(await text(page), 'Amina Chair', SAID)
  has(await section(page, 'Agencies').innerText(), 'Health', 'Missing')
  has(await section(page, 'What each agency still owes').innerText(), 'Health: its part of the meeting; 1 open action')
  has(await section(page, 'What follows').innerText(), 'Overdue: Initial child protection conference was to be held by 11 September 2026 at 5pm')
  await everyPage(page, 'meeting-held-health-missing')
  equal(await sql(`select state from concernd.alert where id in (${alert}, ${brother})`), [['new'], ['new']], 'it decided nothing')
  await tabThrough(page)
  await page.context().close()
}

async function its_parts_stand_where_people_look () {
  const page = await open()
  const meeting = await last()
  await signIn(page, 'sue', '/meetings?state=owing')
  has(await page.locator(`[data-meeting="${meeting}"]`).innerText(), 'Owed by Health: its part of the meeting', 'Mia', 'Ned Arden')
  await everyPage(page, 'meetings-owing')
  await go(page, `/alerts/${alert}`)
  has(await text(page), 'Strategy discussion', 'Owed by Health', 'The meeting that has to follow is held')
  await everyPage(page, 'alert-with-a-meeting')
  await go(page, `/children/${child}`)
  has(await section(page, 'Meetings').innerText(), 'Strategy discussion', 'Overdue: Initial child protection conference')
  await go(page, '/actions')
  has(await text(page), 'Ask the GP', `set by meeting ${meeting}`)
  await page.context().close()
}

async function health_sends_its_part_later () {
  const page = await open()
  await signIn(page, 'sue', `/meetings/${await last()}`)
  has(await text(page), 'A part that is owed: Health')
  equal(await page.getByLabel('Which agency').inputValue(), 'health', 'who owes it comes first')
  await page.getByRole('button', { name: 'Note this part' }).click()
  has(await errors(page), 'Write what it says')
  await page.getByLabel('What does it say?').fill(PART)
  await page.getByRole('button', { name: 'Note this part' }).click()
  await page.getByText('The part is noted').waitFor()
  has(await section(page, 'Agencies').innerText(), 'Sent its part in writing', PART)
  has(await section(page, 'What each agency still owes').innerText(), 'Health: 1 open action')
  await everyPage(page, 'meeting-part-sent')
  await page.context().close()
}

async function the_conference_is_called_from_it_and_ends_what_is_owed () {
  const page = await open({ width: 320 })
  const strategy = await last()
  await signIn(page, 'mary', `/meetings/${strategy}`)
  await everyPage(page, 'meeting-held-narrow')
  await page.getByRole('link', { name: 'Call it' }).click()
  await settled(page)
  equal(await page.getByLabel('Initial child protection conference').isChecked(), true, 'its kind is chosen')
  await page.getByLabel('When: the day').fill('2026-09-09')
  await page.getByLabel('When: the time').fill('14:00')
  await page.getByLabel("Children's social care").check()
  await everyPage(page, 'meeting-new-narrow')
  await page.getByRole('button', { name: 'Call this meeting' }).click()
  await page.getByText('The meeting is noted here').waitFor()
  await page.getByLabel('When it was held: the day').fill('2026-09-09')
  await page.getByLabel('When it was held: the time').fill('14:00')
  await page.getByLabel('Who chaired it?').fill('Amina Chair')
  await page.getByRole('group', { name: "Children's social care" }).getByLabel('Came', { exact: true }).check()
  await page.getByRole('group', { name: 'What did it come to?' }).getByLabel('Assessment (section 17)').check()
  await everyPage(page, 'meeting-held-form-narrow')
  await page.getByRole('button', { name: 'Record this meeting' }).click()
  await page.getByText('The meeting is recorded').waitFor()
  await go(page, `/meetings/${strategy}`)
  has(await section(page, 'What follows').innerText(), 'Initial child protection conference was held')
  await page.context().close()
}

async function a_manager_says_why_none_has_to_follow () {
  const page = await open()
  await signIn(page, 'mary', `/meetings/new?alert=${other}&kind=strategy`)
  await page.getByLabel('When: the day').fill(day(-3))
  await page.getByLabel('When: the time').fill('11:00')
  for (const agency of ["Children's social care", 'Police', 'Health']) await page.getByLabel(agency, { exact: true }).check()
  await page.getByRole('button', { name: 'Call this meeting' }).click()
  await page.getByText('The meeting is noted here').waitFor()
  await page.getByLabel('When it was held: the day').fill(day(-3))
  await page.getByLabel('When it was held: the time').fill('11:00')
  await page.getByLabel('Who chaired it?').fill('Amina Chair')
  for (const agency of ["Children's social care", 'Police', 'Health']) {
    await page.getByRole('group', { name: agency }).getByLabel('Came', { exact: true }).check()
  }
  await page.getByRole('group', { name: 'What did it come to?' }).getByLabel('No further action').check()
  await page.getByLabel('No', { exact: true }).check()
  await page.getByRole('button', { name: 'Record this meeting' }).click()
  has(await errors(page), 'Write why it need not follow')
  await page.getByLabel('If it need not: why?').fill('The enquiry found no harm')
  await page.getByRole('button', { name: 'Record this meeting' }).click()
  await page.getByText('The meeting is recorded').waitFor()
  has(await section(page, 'What follows').innerText(), 'need not follow, says Mary Example', 'The enquiry found no harm')
  has(await section(page, 'What each agency still owes').innerText(), 'No agency owes anything')
  await everyPage(page, 'meeting-nothing-follows')
  await page.context().close()
}

async function of_a_restricted_family_only_that_there_was_one () {
  const [[strategy]] = await sql("select min(id) from concernd.meeting where kind = 'strategy'")
  const [[ned]] = await sql(`select child_id from concernd.alert where id = ${brother}`)
  await sql(`insert into concernd.restriction (child_id, people, reason, set_by) values (${ned}, '{dot}', 'A colleague', 'dot')`)
  const page = await open()
  await signIn(page, 'sue', `/meetings/${strategy}`)
  has(await text(page), `Alert ${brother}, of a restricted family`, 'one of the families is restricted', SAID)
  equal((await text(page)).includes(PART), false, 'what an agency wrote of all')
  equal((await text(page)).includes('Ned Arden'), false, 'whose it is')
  await everyPage(page, 'meeting-partly-restricted')
  await sql('delete from concernd.restriction')
  await page.context().close()
}

async function one_is_cancelled_with_a_reason () {
  const page = await open()
  await signIn(page, 'mary', `/meetings/new?alert=${other}&kind=marac`)
  equal(await page.getByLabel('Multi-agency risk assessment conference').isChecked(), true)
  await page.getByLabel('When: the day').fill(day(9))
  await page.getByLabel('When: the time').fill('09:00')
  await page.getByLabel('Police', { exact: true }).check()
  await page.getByRole('button', { name: 'Call this meeting' }).click()
  await page.getByText('The meeting is noted here').waitFor()
  await page.getByText('Cancel it').click()
  await page.getByRole('button', { name: 'Cancel this meeting' }).click()
  has(await errors(page), 'Write why')
  await page.getByLabel('Why will it not be held?').fill('The family moved away')
  await page.getByRole('button', { name: 'Cancel this meeting' }).click()
  await page.getByText('The meeting is cancelled').waitFor()
  has(await text(page), 'The family moved away')
  await go(page, '/meetings?state=cancelled')
  has(await text(page), 'Multi-agency risk assessment conference', 'Rex Quillon')
  await everyPage(page, 'meetings-cancelled')
  await page.context().close()
}

run({
  'a strategy discussion is called from an alert': a_strategy_discussion_is_called_from_an_alert,
  'health is invited after all': health_is_invited_after_all,
  'it is held with health missing': it_is_held_with_health_missing,
  'its parts stand where people look': its_parts_stand_where_people_look,
  'health sends its part later': health_sends_its_part_later,
  'the conference is called from it and ends what is owed': the_conference_is_called_from_it_and_ends_what_is_owed,
  'a manager says why none has to follow': a_manager_says_why_none_has_to_follow,
  'of a restricted family only that there was one': of_a_restricted_family_only_that_there_was_one,
  'one is cancelled with a reason': one_is_cancelled_with_a_reason
})
