/** What would help a workload that is not well: every candidate is run in a branch of its own, and none beside them. */
import type { Cluster } from '../../../cluster.ts'
import type { ApiResponse } from '../../../protocol/api.ts'
import type { ObjectRef } from '../../../protocol/object.ts'
import type { Hint, HintsAnswer } from '../../../protocol/time.ts'
import { type Candidate, candidatesFor } from './candidates.ts'
import { type Standing, standingOf, type Subject, subjectOf, templateOf } from './subject.ts'

/** How far each branch is run, in virtual ms, and how closely it is watched. */
const AHEAD_MS = 300_000
const LOOK_MS = 1_000
/** Well for so long counts, and for longer than any probe takes to give up. */
const STEADY_MS = 30_000

/** The cluster is left where it was. */
export function hintsFor(cluster: Cluster, ref: ObjectRef): HintsAnswer {
  const subject = subjectOf(cluster, ref)
  if (!subject) return { unchanged: '', isWell: true, hints: [] }
  const here = cluster.checkpoint()
  const tried = (work: () => void): Run => {
    try {
      work()
      return runAhead(cluster, subject)
    } finally {
      cluster.restore(here)
    }
  }
  const base = tried(() => undefined)
  const unchanged = words(base)
  if (base.isWell) return { unchanged, isWell: true, hints: [] }
  return {
    unchanged,
    isWell: false,
    hints: candidatesFor(cluster, subject).map((each) => hintOf(cluster, each, tried)),
  }
}

function hintOf(cluster: Cluster, { text, requests }: Candidate, tried: (work: () => void) => Run): Hint {
  let refused = ''
  const run = tried(() => {
    for (const request of requests) {
      const { code, body } = cluster.act({ verb: 'request', request }) as ApiResponse
      if (code >= 400) refused ||= (body as { message?: string }).message ?? `code ${code}`
    }
  })
  if (refused) return { text, helps: false, outcome: `refused: ${refused}` }
  return { text, helps: run.isWell, outcome: words(run) }
}

interface Run extends Standing {
  /** Since when it was well at the end, from now; NaN when it was not. */
  wellAfterMs: number
}

/** Runs on until it has been well for a while, or nothing would change any more, or the time is up. */
function runAhead(cluster: Cluster, subject: Subject): Run {
  const { clock } = cluster.server
  const beganMs = clock.nowMs
  const before = standingOf(cluster, subject)
  let standing = before
  const steadyMs = STEADY_MS + patienceOf(cluster, subject)
  let wellSinceMs = Number.NaN
  let restarts = before.restarts
  let isSteady = false
  const endMs = beganMs + AHEAD_MS
  // What has just become well at the end is given the time to show that it stays so.
  while (!isSteady && (clock.nowMs < endMs || wellSinceMs < endMs)) {
    clock.runUntil(clock.nowMs + LOOK_MS)
    standing = standingOf(cluster, subject)
    const isWell = standing.isWell && standing.restarts <= restarts
    restarts = standing.restarts
    if (!isWell) wellSinceMs = Number.NaN
    else if (Number.isNaN(wellSinceMs)) wellSinceMs = clock.nowMs
    isSteady = clock.nowMs - wellSinceMs >= steadyMs
  }
  return { ...standing, isWell: isSteady, wellAfterMs: isSteady ? wellSinceMs - beganMs : Number.NaN }
}

/** How long the most patient liveness or startup probe lets a container fail, as the workload is now. */
function patienceOf(cluster: Cluster, { ref }: Subject): number {
  const now = subjectOf(cluster, ref)
  if (!now) return 0
  const waits = templateOf(now).containers.flatMap(({ livenessProbe, startupProbe }) =>
    [livenessProbe, startupProbe].map((probe) =>
      probe ? (probe.initialDelaySeconds ?? 0) + (probe.periodSeconds ?? 10) * (probe.failureThreshold ?? 3) : 0,
    ),
  )
  return Math.max(0, ...waits) * 1_000
}

function words({ wanted, ready, restarts, isWell, wellAfterMs }: Run): string {
  const count = `${ready} of ${wanted}`
  if (isWell) return `${count} well after ${Math.round(wellAfterMs / 1000)} s`
  return restarts > 0 && ready < wanted ? `${count}, ${restarts} restarts` : `${count} ready`
}
