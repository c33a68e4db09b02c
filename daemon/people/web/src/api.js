// SPDX-License-Identifier: Apache-2.0
// The API of the daemon (/openapi.yaml). Errors are Problems, with words for the person who reads them.

export class Problem extends Error {
  constructor (status, body) {
    super(body?.detail || body?.title || `The service answered ${status}.`)
    this.status = status
    this.body = body ?? {}
  }
}

// Nobody answered: the daemon restarts, or the network is away.
export class Unreachable extends Problem {
  constructor () {
    super(0, {
      detail: 'The service does not answer just now. What you typed is kept: try again in a moment.'
    })
  }
}

let csrf = null
let onSignedOut = () => {}
export function useToken (token) { csrf = token }
export function whenSignedOut (call) { onSignedOut = call }

async function bodyOf (response) {
  const type = response.headers.get('Content-Type') ?? ''
  if (!/json/.test(type)) return null
  try {
    return await response.json()
  } catch {
    return null
  }
}

async function ask (method, path, body, accept = 'application/json') {
  const headers = { Accept: accept }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (csrf && method !== 'GET') headers['X-CSRF-Token'] = csrf
  let response
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      redirect: 'error'
    })
  } catch {
    throw new Unreachable()
  }
  if (response.ok && accept !== 'application/json') return response.text()
  const answer = await bodyOf(response)
  if (response.ok) return answer
  const problem = response.status === 503 ? new Unreachable() : new Problem(response.status, answer)
  if (response.status === 401 && path !== '/v1/session') onSignedOut()
  throw problem
}

export const get = (path, query) => ask('GET', path + asQuery(query))
export const getText = (path, type) => ask('GET', path, undefined, type)
export const post = (path, body = {}) => ask('POST', path, body)
export const remove = (path) => ask('DELETE', path)

export function asQuery (query) {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') pairs.set(name, value)
  }
  const text = pairs.toString()
  return text ? '?' + text : ''
}
