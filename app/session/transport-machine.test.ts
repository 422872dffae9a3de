import { expect, test } from 'vitest'
import { createActor } from 'xstate'
import { type TransportEvent, transportMachine } from './transport-machine.ts'

const run = (playing: boolean, ...events: TransportEvent[]) => {
  const actor = createActor(transportMachine, { input: { playing } })
  actor.start()
  for (const event of events) actor.send(event)
  return actor.getSnapshot().value
}
const BOOTED = { type: 'BOOTED' } as const
const CRASH = { type: 'CRASH', why: 'x' } as const
const recovered = (stop: boolean) => ({ type: 'RECOVERED', detail: '', stop }) as const

test.each([
  ['boots into what was wished', true, [BOOTED], 'running'],
  ['waits where motion is reduced', false, [BOOTED], 'paused'],
  ['hears a pause while booting', true, [{ type: 'PAUSE' }, BOOTED], 'paused'],
  ['plays and pauses', true, [BOOTED, { type: 'PAUSE' }, { type: 'PLAY' }], 'running'],
  ['rests in a hidden tab', true, [BOOTED, { type: 'HIDE' }], 'paused'],
  ['goes on when seen again', true, [BOOTED, { type: 'HIDE' }, { type: 'SHOW' }], 'running'],
  ['stays paused when it was', true, [BOOTED, { type: 'PAUSE' }, { type: 'HIDE' }, { type: 'SHOW' }], 'paused'],
  ['does not start unseen', true, [{ type: 'HIDE' }, BOOTED], 'paused'],
  ['recovers and goes on', true, [BOOTED, CRASH, recovered(false)], 'running'],
  ['recovers and stays paused', true, [BOOTED, { type: 'PAUSE' }, CRASH, recovered(false)], 'paused'],
  ['stops before the same crash', true, [BOOTED, CRASH, recovered(true)], 'paused'],
  ['stands in the past', true, [BOOTED, { type: 'REWIND' }], 'rewound'],
  ['plays the past', true, [BOOTED, { type: 'REWIND' }, { type: 'PLAY' }], 'running'],
  ['arrives at the present and waits', true, [BOOTED, { type: 'REWIND' }, { type: 'ARRIVE' }], 'paused'],
  ['recovers from the past into the present', true, [BOOTED, { type: 'REWIND' }, CRASH, recovered(false)], 'paused'],
  ['gives up', true, [BOOTED, CRASH, { type: 'GIVE_UP', detail: '' }], 'failed'],
] as [string, boolean, TransportEvent[], string][])('%s', (_, playing, events, value) => {
  expect(run(playing, ...events)).toBe(value)
})
