/**
 * Our kubectl prints the real one's bytes: standard output, standard error, exit code. Where the machine has a kubectl,
 * both run against equal clusters; elsewhere ours is compared with what was recorded.
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

describe.skipIf(version !== undefined)('as recorded', () => {
  for (const group of groups) {
    test(group.name, { timeout: GROUP_TIMEOUT_MS }, (context) => {
      const recording = readRecording(group.name)
      if (recording === undefined) return context.skip(`no kubectl here, and nothing was recorded of ${group.name}`)
      expect(
        recording?.runs.map(({ line }) => line),
        'recordings are refreshed by npm run parity -- --record',
      ).toEqual(group.lines)
      expect(playOurs(group, recording?.epochMs ?? 0)).toEqual(recording?.runs)
    })
  }
})

test('there are enough lines to mean something', () => {
  expect(groups.flatMap(({ lines }) => lines).length).toBeGreaterThanOrEqual(300)
})
