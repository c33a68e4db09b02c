// SPDX-License-Identifier: Apache-2.0
import * as router from '../router.js'
import * as session from '../session.js'
import { h, replace } from '../dom.js'
import { form, makeField } from '../forms.js'
import { button, heading, inset } from '../parts.js'

// Back to where somebody was when the session ended; only ever an address of our own.
const wanted = () => location.pathname === '/sign-in' ? '/' : location.pathname + location.search

function signOn () {
  const place = h('div', { role: 'status' })
  return h('div', null,
    button('Sign in as you are known to the council', async () => {
      try {
        await session.signOn()
        await router.go(wanted(), { replaced: true })
      } catch (problem) {
        if (problem.status === undefined) throw problem
        // Without the proxy in front, the daemon asks for a name and a password.
        replace(place, inset(problem.status === 422
          ? 'That did not work: the council’s sign-on does not stand in front of this address. Open the page by the address that you were given, or use a password.'
          : `That did not work: ${problem.message}.`))
      }
    }), place, h('h2.govuk-heading-m', null, 'Or with a password'))
}

export function make () {
  const note = session.takeNote()
  const fields = [
    makeField({ name: 'name', label: 'User name', width: 20, autocomplete: 'username', spellcheck: 'false' }),
    makeField({
      name: 'password', label: 'Password', type: 'password', width: 20, autocomplete: 'current-password'
    })
  ]
  const { node } = form({
    label: 'Sign in',
    fields,
    submit: 'Sign in',
    check ({ name }) {
      const password = node.elements.password.value
      return [
        !name?.trim() && { name: 'name', text: 'Enter your user name' },
        !password && { name: 'password', text: 'Enter your password' }
      ].filter(Boolean)
    },
    async send ({ name }) {
      await session.signIn(name.trim(), node.elements.password.value)
      await router.go(wanted(), { replaced: true })
    },
    explain: (problem) => problem.status === 401 || problem.status === 422
      ? [{ name: 'name', text: problem.body.detail || 'The user name and the password do not go together' }]
      : null
  })
  return {
    title: 'Sign in',
    node: h('div.page-narrow', null, note && inset(note), heading('Sign in'),
      document.body.dataset.signOn === 'yes' && signOn(), node)
  }
}
