/** A step in the session: its moves logged and flagged, its state in the batches. */
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../protocol/batch.ts'
import { ClusterSession } from '../session.ts'

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: hello }\nspec: { containers: [{ name: app, image: nginx }] }\n'

describe('a step of a lesson in the session', () => {
  it('is told in batches until it is passed', () => {
    let frame = () => {}
    let nowReal = 0
    const session = new ClusterSession({
      nowReal: () => nowReal,
      onFrame: (run) => {
        frame = run
      },
      soon: () => {},
    })
    const batches: Batch[] = []
    session.boot(1, {})
    session.subscribe({ cluster: true, messages: false, events: false }, (batch) => {
      batches.push(batch)
      session.acknowledge(batch.id)
    })
    const logged = session.doMoves([
      { do: 'tell', fact: 'a=b' },
      { do: 'apply', text: POD, file: 'pod.yaml' },
      { do: 'wait', ms: 500 },
    ])
    expect(logged.map(({ action }) => action.verb)).toEqual(['mark', 'mark', 'request'])
    const check = { say: 'ready', that: 'pods', args: { name: 'hello', ready: true } }
    session.watchStep({ checks: [check], almost: [] })
    session.play()
    for (let n = 0; n < 2000 && !batches.some(({ step }) => step?.passedMs !== undefined); n++) {
      nowReal += 50
      frame()
    }
    const steps = batches.flatMap(({ step }) => (step ? [step] : []))
    expect(steps[0]?.checks[0]).toMatchObject({ state: 'waiting', have: 0, want: 1 })
    expect(steps.at(-1)?.passedMs).toBeGreaterThan(500)
    expect(batches.flatMap(({ flags }) => flags ?? []).map(({ text }) => text)).toEqual(['kubectl apply -f pod.yaml'])
  })
})
