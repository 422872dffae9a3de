/**
 * `npm run parity [-- --only TEXT] [--all] [--record]`: command lines on a real kubectl and on ours; prints what differs.
 * With `--record` what the real one printed is kept for machines that have none.
 */
import { parseArgs } from 'node:util'
import { groups } from '../engine/testing/kubectl/groups.ts'
import { epochOfNow, playBoth } from '../engine/testing/kubectl/pair.ts'
import { writeRecording } from '../engine/testing/kubectl/recordings.ts'
import type { Run } from '../engine/testing/golden/kubectl.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    all: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
})

const show = ({ exit, stdout, stderr }: Run) => `exit ${exit}\n${stdout}${stderr === '' ? '' : `--stderr--\n${stderr}`}`

/** The lines around the first difference. */
function difference(ours: string, real: string): string {
  const [a, b] = [ours.split('\n'), real.split('\n')]
  const first = a.findIndex((line, at) => line !== b[at])
  const at = first < 0 ? a.length : first
  const part = (lines: string[]) => lines.slice(Math.max(0, at - 1), at + (values.all ? 60 : 6)).join('\n')
  return `  ours (from line ${at}):\n${part(a)}\n  kubectl:\n${part(b)}\n`
}

let equal = 0
let differing = 0
for (const group of groups.filter(({ name }) => name.includes(values.only))) {
  const epochMs = epochOfNow()
  const compared = await playBoth(group, epochMs)
  if (values.record)
    writeRecording(group.name, { epochMs, runs: compared.map(({ line, atMs, real }) => ({ line, atMs, ...real })) })
  for (const { line, ours, real } of compared) {
    const [a, b] = [show(ours), show(real)]
    if (a === b) equal++
    else {
      differing++
      console.log(`✗ ${group.name}: kubectl ${line}\n${difference(a, b)}`)
    }
  }
}
console.log(`${equal} equal, ${differing} differ`)
process.exitCode = differing === 0 ? 0 : 1
