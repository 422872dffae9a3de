/** Where the run stands: booting, running, paused, rewound, recovering from a crash, failed. The views see it as RunStatus. */
import { assign, setup } from 'xstate'
import type { RunStatus } from './run-status.ts'

export type TransportEvent =
  | { type: 'BOOTED' }
  | { type: 'PLAY' }
  | { type: 'PAUSE' }
  /** The tab was hidden, or shown again. */
  | { type: 'HIDE' }
  | { type: 'SHOW' }
  /** One goes to the past, or arrives at the present again. */
  | { type: 'REWIND' }
  | { type: 'ARRIVE' }
  | { type: 'CRASH'; why: string }
  | { type: 'RECOVERED'; detail: string; stop: boolean }
  | { type: 'GIVE_UP'; detail: string }

export interface TransportContext {
  detail: string
  /** Plays as soon as it can. */
  wantsPlay: boolean
  /** Paused only because nobody looks. */
  hidden: boolean
}

export const transportMachine = setup({
  types: {
    context: {} as TransportContext,
    events: {} as TransportEvent,
    input: {} as { playing: boolean },
  },
  actions: {
    wantPlay: assign({ wantsPlay: true }),
    wantPause: assign({ wantsPlay: false }),
    hide: assign({ hidden: true }),
    show: assign({ hidden: false }),
    say: assign({ detail: (_, params: { detail: string }) => params.detail }),
  },
  guards: {
    mayPlay: ({ context }) => context.wantsPlay && !context.hidden,
    wasPlaying: ({ context }) => context.wantsPlay,
  },
}).createMachine({
  id: 'transport',
  initial: 'booting',
  context: ({ input }) => ({ detail: 'Starting the cluster', wantsPlay: input.playing, hidden: false }),
  on: {
    GIVE_UP: { target: '.failed', actions: { type: 'say', params: ({ event }) => ({ detail: event.detail }) } },
    CRASH: {
      target: '.recovering',
      actions: {
        type: 'say',
        params: ({ event }) => ({
          detail: `The cluster stopped (${event.why}). It is being rebuilt from what you did.`,
        }),
      },
    },
    // What is asked for while it boots or recovers holds once it runs.
    PLAY: { actions: 'wantPlay' },
    PAUSE: { actions: 'wantPause' },
    HIDE: { actions: 'hide' },
    SHOW: { actions: 'show' },
  },
  states: {
    booting: {
      exit: { type: 'say', params: { detail: '' } },
      on: { BOOTED: [{ guard: 'mayPlay', target: 'running' }, { target: 'paused' }] },
    },
    running: {
      on: {
        PAUSE: { target: 'paused', actions: 'wantPause' },
        HIDE: { target: 'paused', actions: 'hide' },
        REWIND: { target: 'rewound', actions: 'wantPause' },
      },
    },
    paused: {
      on: {
        PLAY: { target: 'running', actions: 'wantPlay' },
        SHOW: [{ guard: 'wasPlaying', target: 'running', actions: 'show' }, { actions: 'show' }],
        REWIND: { target: 'rewound', actions: 'wantPause' },
      },
    },
    // The past stands still until it is played; played, it runs like the present until it gets there.
    rewound: {
      on: {
        PLAY: { target: 'running', actions: 'wantPlay' },
        ARRIVE: { target: 'paused' },
      },
    },
    recovering: {
      on: {
        RECOVERED: [
          {
            guard: ({ event, context }) => event.stop || !context.wantsPlay || context.hidden,
            target: 'paused',
            actions: ['wantPause', { type: 'say', params: ({ event }) => ({ detail: event.detail }) }],
          },
          { target: 'running', actions: { type: 'say', params: ({ event }) => ({ detail: event.detail }) } },
        ],
      },
    },
    failed: {},
  },
})

/** The machine's state in the views' words. */
export const phaseOf = (value: unknown): RunStatus['phase'] => value as RunStatus['phase']
