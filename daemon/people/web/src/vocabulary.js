// SPDX-License-Identifier: Apache-2.0
// The words of the rules in force, and what people call them. Asked for once a session.
import * as api from './api.js'
import { plain, useZone } from './words.js'

let known = null

const titles = (list) => new Map((list ?? []).map((entry) => [entry.name, entry.title || plain(entry.name)]))

export async function vocabulary () {
  if (known) return known
  const told = await api.get('/v1/words')
  const maps = {
    agency: titles(told.agencies),
    category: titles(told.categories),
    outcome: titles(told.outcomes),
    rule: titles(told.rules),
    meeting: titles(told.meetings),
    flagReason: titles(told.flag_reasons),
    ground: titles(told.grounds)
  }
  useZone(told.time_zone)
  known = {
    ...told,
    agencies: told.agencies ?? [],
    categories: told.categories ?? [],
    outcomes: told.outcomes ?? [],
    rules: told.rules ?? [],
    meetings: told.meetings ?? [],
    flag_reasons: told.flag_reasons ?? [],
    grounds: told.grounds ?? [],
    agency: (name) => maps.agency.get(name) ?? plain(name),
    category: (name) => maps.category.get(name) ?? plain(name),
    outcome: (name) => maps.outcome.get(name) ?? plain(name),
    rule: (name) => maps.rule.get(name) ?? plain(name),
    meeting: (name) => maps.meeting.get(name) ?? plain(name),
    flagReason: (name) => maps.flagReason.get(name) ?? plain(name),
    ground: (name) => maps.ground.get(name) ?? plain(name)
  }
  return known
}

export function forget () { known = null }
