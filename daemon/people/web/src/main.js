// SPDX-License-Identifier: Apache-2.0
// The page: which address shows what, who is signed in, and what stands around every page.
import * as api from './api.js'
import * as router from './router.js'
import * as session from './session.js'
import { append, h, replace } from './dom.js'
import * as actions from './pages/actions.js'
import * as agenda from './pages/agenda.js'
import * as alert from './pages/alert.js'
import * as child from './pages/child.js'
import * as feedback from './pages/feedback.js'
import * as flag from './pages/flag.js'
import * as flags from './pages/flags.js'
import * as identity from './pages/identity.js'
import * as meeting from './pages/meeting.js'
import * as meetings from './pages/meetings.js'
import * as queue from './pages/queue.js'
import * as request from './pages/request.js'
import * as requests from './pages/requests.js'
import * as report from './pages/report.js'
import * as signIn from './pages/sign-in.js'
import * as tuning from './pages/tuning.js'
import { forget } from './vocabulary.js'

const SIGN_IN = { path: '/sign-in', make: signIn.make }
const pages = [
  SIGN_IN,
  { path: '/', make: queue.make },
  { path: '/alerts/{}', make: alert.make },
  { path: '/children/{}', make: child.make },
  { path: '/actions', make: actions.make },
  { path: '/agenda', make: agenda.make },
  { path: '/feedback', make: feedback.make },
  { path: '/flags', make: flags.makeList },
  { path: '/flags/new', make: flags.makeNew },
  { path: '/flags/{}', make: flag.make },
  { path: '/identity', make: identity.makeList },
  { path: '/identity/{}', make: identity.makeOne },
  { path: '/requests', make: requests.makeList },
  { path: '/requests/new', make: requests.makeNew },
  { path: '/requests/{}', make: request.make },
  { path: '/meetings', make: meetings.makeList },
  { path: '/meetings/new', make: meetings.makeNew },
  { path: '/meetings/{}', make: meeting.make },
  { path: '/report', make: report.make },
  { path: '/tuning', make: tuning.make }
]

const CASES = ['screener', 'manager']
const navigation = [
  { path: '/', title: 'Alerts', pages: ['/', '/alerts/{}', '/children/{}'], roles: CASES },
  { path: '/actions', title: 'Actions', pages: ['/actions', '/feedback'], roles: CASES },
  { path: '/requests', title: 'Requests', pages: ['/requests', '/requests/new', '/requests/{}'], roles: CASES },
  { path: '/meetings', title: 'Meetings', pages: ['/meetings', '/meetings/new', '/meetings/{}', '/agenda'], roles: CASES },
  { path: '/flags', title: 'Flags', pages: ['/flags', '/flags/new', '/flags/{}'], roles: CASES },
  { path: '/identity', title: 'Identity', pages: ['/identity', '/identity/{}'], roles: CASES },
  { path: '/report', title: 'Report', pages: ['/report'], roles: ['manager', 'auditor'] },
  { path: '/tuning', title: 'Tuning', pages: ['/tuning'], roles: ['manager', 'ops'] }
]

function showPerson () {
  const person = session.who()?.person
  replace(document.getElementById('person'), person && [
    h('span', null, session.title()),
    h('button.page-header__button', {
      type: 'button',
      async onclick () {
        await session.signOut()
        router.go('/sign-in')
      }
    }, 'Sign out')
  ])
}

function showNavigation (current) {
  const place = document.getElementById('navigation')
  replace(place)
  if (!session.who()) return
  append(place, h('nav.page-navigation', { 'aria-label': 'Menu' },
    h('div.govuk-width-container', null, h('ul.page-navigation__list', null,
      navigation.filter((entry) => entry.roles.some(session.can)).map((entry) => h('li', null,
        h('a.page-navigation__link', {
          href: entry.path,
          'aria-current': entry.pages.includes(current?.path) ? 'page' : null
        }, entry.title)))))))
}

router.usePages(pages)
router.useGuard((path) => session.who() || path === SIGN_IN.path ? null : SIGN_IN)
router.whenShown((page) => { showPerson(); showNavigation(page) })
router.whenLeft(() => replace(document.getElementById('notices')))
api.whenSignedOut(() => session.ended('You are not signed in any more. What you had typed is kept.'))
session.whenChanged(() => { forget(); showPerson() })
session.whenEnded(() => router.show({ focus: true }))

session.load().catch(() => {}).then(() => router.start())
