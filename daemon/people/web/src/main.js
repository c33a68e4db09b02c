// SPDX-License-Identifier: Apache-2.0
// The page: which address shows what, who is signed in, and what stands around every page.
import * as api from './api.js'
import * as router from './router.js'
import * as session from './session.js'
import { append, h, replace } from './dom.js'
import * as signIn from './pages/sign-in.js'

const pages = [
  { path: '/sign-in', make: signIn.make }
]

const navigation = [
]

function showPerson () {
  const person = session.who()?.person
  replace(document.getElementById('person'), person && [
    h('span', null, person.title || person.name),
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
      navigation.filter((entry) => !entry.role || session.can(entry.role)).map((entry) => h('li', null,
        h('a.page-navigation__link', {
          href: entry.path,
          'aria-current': entry.pages.includes(current?.path) ? 'page' : null
        }, entry.title)))))))
}

router.usePages(pages)
router.useGuard((path) => session.who() || path === '/sign-in' ? null : pages[0])
router.whenShown((page) => { showPerson(); showNavigation(page) })
api.whenSignedOut(() => {
  session.ended('You are not signed in any more. What you had typed is kept.')
  router.show({ focus: true })
})
session.whenChanged(showPerson)

session.load().catch(() => {}).then(() => router.start())
