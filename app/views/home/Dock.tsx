/** The ship in its dock, Pods as cargo: the page's title picture, and a first look at what marks say. */
import type { PodState } from '../../../engine/protocol/pods.ts'
import { PodMark } from '../../components/PodMark.tsx'

interface Cargo {
  letter: string
  hue: number
  state: PodState
  fraction?: number
}

const pod = (letter: string, hue: number, state: PodState = 'ready', fraction = 0): Cargo => ({
  letter,
  hue,
  state,
  fraction,
})

/** Two decks, bow to stern. */
const DECKS: readonly (readonly Cargo[])[] = [
  [
    pod('W', 1),
    pod('W', 1),
    pod('W', 1, 'pulling', 0.6),
    pod('C', 2),
    pod('C', 2),
    pod('C', 2, 'running'),
    pod('D', 3),
  ],
  [
    pod('T', 6),
    pod('A', 5),
    pod('T', 6, 'terminating', 0.55),
    pod('N', 4, 'completed'),
    pod('C', 2, 'backoff', 0.6),
    pod('A', 5),
    pod('W', 1),
  ],
]
const DECK_TOPS = [72, 118]
const FIRST_X = 120
const STEP_X = 33.5

export function Dock() {
  return (
    <svg
      className="dock"
      viewBox="0 0 470 196"
      role="img"
      aria-label="A ship in a dry dock, with Pods as cargo; one of them waits in back-off"
    >
      <path className="dock-wall" d="M2 60h38v34h26v34h26v40h286v-40h26V94h26V60h38" />
      <path
        className="dock-rock"
        d="M8 74l8-8M2 92l26-26M14 92l24-24M28 104l12-12M40 124l22-22M66 150l22-22M84 152l8-8"
      />
      <path className="dock-rock" d="M438 92l24-24M452 92l10-10M412 122l20-20M424 124l8-8M384 150l20-20M396 158l8-8" />
      <path className="dock-wall" d="M150 168v-12M190 168v-12M235 168v-12M280 168v-12M320 168v-12" />
      <path className="dock-hull" d="M104 64h262l-9 56c-4 24-20 35-44 35H157c-24 0-40-11-44-35z" />
      <path className="dock-line" d="M111 109h248" />
      <path className="dock-zone" d="M193 64v91M277 64v91" />
      {DECKS.map((deck, row) =>
        deck.map(({ letter, hue, state, fraction = 0 }, i) => (
          <g key={`${row} ${i * 1}`} transform={`translate(${FIRST_X + i * STEP_X} ${DECK_TOPS[row]})`}>
            <PodMark letter={letter} hue={hue} state={state} fraction={fraction} size={27} />
          </g>
        )),
      )}
      <path className="dock-size" d="M104 40h262M104 35v24M366 35v24" />
      <text className="dock-text" x="235" y="32" textAnchor="middle">
        3 zones, 14 Pods
      </text>
      <text className="dock-text" x="235" y="188" textAnchor="middle">
        one Pod in back-off, one on its way out
      </text>
    </svg>
  )
}
