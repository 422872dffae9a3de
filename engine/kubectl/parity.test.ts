/**
 * Our kubectl prints the real one's bytes: standard output, standard error, exit code. Ours is compared with what was
 * recorded and, where the machine has a kubectl, with what that one says now to an equal cluster.
 */
import { describe, expect, test } from 'vitest'
import { kubectlVersion } from '../testing/golden/kubectl.ts'
import { groups } from '../testing/kubectl/groups.ts'
import { playBoth, playOurs } from '../testing/kubectl/pair.ts'
import { readRecording } from '../testing/kubectl/recordings.ts'

const version = kubectlVersion()
/** A kubectl process takes a fraction of a second, more on a busy machine. */
const GROUP_TIMEOUT_MS = 300_000

describe.skipIf(version === undefined)('beside a real kubectl', () => {
  for (const group of groups) {
    test(group.name, { timeout: GROUP_TIMEOUT_MS }, async () => {
      const compared = await playBoth(group)
      expect(compared.map(({ line, ours }) => ({ line, ...ours }))).toEqual(
        compared.map(({ line, real }) => ({ line, ...real })),
      )
    })
  }
})

describe('as recorded', () => {
  for (const group of groups) {
    test(group.name, { timeout: GROUP_TIMEOUT_MS }, () => {
      const { epochMs, runs } = readRecording(group.name)
      expect(
        runs.map(({ line }) => line),
        'recordings are refreshed by npm run parity -- --record',
      ).toEqual(group.lines)
      const instants = runs.map(({ atMs }) => atMs)
      const printed = playOurs(group, epochMs, instants)
      expect(printed.map((run, at) => ({ ...run, atMs: instants[at] }))).toEqual(runs)
    })
  }
})

test('there are enough lines to mean something', () => {
  expect(groups.flatMap(({ lines }) => lines).length).toBeGreaterThanOrEqual(300)
})
