import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { zoneRule } from './generate-timezones.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const table = readFileSync(join(root, 'engine/core/cron/generated/zones.ts'), 'utf8')
const release = /ZONE_DATA = '([^']+)'/.exec(table)?.[1]
const zoneRules = [...table.matchAll(/rule: '([^']+)', names: '([^']+)'/g)].map(([, rule = '', names = '']) => ({
  rule,
  names,
}))

/** Zones of every sort: summer time north and south, half hours, changes of rule, Ramadan, none at all. */
const SAMPLE = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Europe/Moscow',
  'Etc/UTC',
]

/** The part of a rule that no new release of the database changes: up to 2020, by then. */
const past = (rule: string): string => rule.split(' ').slice(0, 20).join(' ')

test.each(SAMPLE)('%s is in the checked-in table as the generator gives it', (zone) => {
  const stored = zoneRules.find(({ names }) => names.split(' ').includes(zone))?.rule ?? ''
  const made = zoneRule(zone)
  if (process.versions.tz === release) expect(stored).toBe(made)
  else expect(past(stored)).toBe(past(made))
})

test('every zone is in the table once', () => {
  const names = zoneRules.flatMap((rule) => rule.names.split(' '))
  expect(names.length).toBeGreaterThan(500)
  expect(new Set(names).size).toBe(names.length)
})
