/** Every state of the Pod mark at every size, and the small components; the picture that the design's sheet shows. */
import { Bar } from '../components/Bar.tsx'
import { NodeGlyph } from '../components/NodeGlyph.tsx'
import { PodMark } from '../components/PodMark.tsx'
import { WorkloadSwatch } from '../components/WorkloadSwatch.tsx'
import { stateWords } from '../draw/names.ts'
import { resourceBar } from '../draw/resource-bar.ts'
import { workloadCodes } from '../draw/workload-code.ts'
import { POD_STATES } from '../../engine/protocol/pods.ts'

const NAMES = [
  'storefront',
  'catalog',
  'orders-db',
  'nightly-report',
  'log-agent',
  'thumbnailer',
  'payments',
  'search',
  'scanner',
]
const WORKLOADS = NAMES.map((name) => ({ kind: 'Deployment', namespace: 'shop', name }))
const CODES = workloadCodes(WORKLOADS)
const FRACTIONS: Partial<Record<(typeof POD_STATES)[number], number>> = {
  pulling: 0.62,
  backoff: 0.78,
  terminating: 0.6,
}
const GI = 2 ** 30

export function MarksBench() {
  return (
    <main className="bench">
      <h1>Marks</h1>
      <p>Body is lifecycle, ring is a countdown, badge is a verdict. Colour and letter say whose Pod it is.</p>
      <div className="bench-scroll" tabIndex={0} role="group" aria-label="Marks by state">
        <table className="bench-marks">
          <thead>
            <tr>
              <th scope="col">Workload</th>
              {POD_STATES.map((state) => (
                <th key={state} scope="col">
                  {stateWords(state)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {NAMES.map((name, i) => (
              <Row key={name} title={name} code={i} size={28} />
            ))}
          </tbody>
          <tbody>
            <Row title="at 18 px" code={1} size={18} />
            <Row title="at 56 px" code={1} size={56} />
            <Row title="selected" code={5} size={28} selected />
          </tbody>
        </table>
      </div>
      <Others />
    </main>
  )
}

function Row({ title, code, size, selected }: { title: string; code: number; size: number; selected?: boolean }) {
  const { letter, hue } = CODES[code] as { letter: string; hue: number }
  return (
    <tr>
      <th scope="row">{title}</th>
      {POD_STATES.map((state) => (
        <td key={state}>
          <PodMark
            state={state}
            letter={letter}
            hue={hue}
            fraction={FRACTIONS[state] ?? 0}
            size={size}
            selected={selected ?? false}
          />
        </td>
      ))}
    </tr>
  )
}

function Others() {
  return (
    <section className="bench-others">
      <h2>Nodes</h2>
      <p>
        <NodeGlyph kind="ready" words="Ready" /> <NodeGlyph kind="pressure" words="Memory pressure" />{' '}
        <NodeGlyph kind="cordoned" words="Cordoned, draining" /> <NodeGlyph kind="lost" words="Not ready" />
      </p>
      <Bar name="cpu" bar={resourceBar(4000, 3400, 1900, 'cpu')} />
      <Bar name="mem" bar={resourceBar(8 * GI, 6.6 * GI, 7.4 * GI, 'memory')} />
      <h2>Workloads</h2>
      <p>
        {NAMES.map((name, i) => (
          <span key={name} className="bench-swatch">
            <WorkloadSwatch code={CODES[i] as { letter: string; hue: number }} /> {name}
          </span>
        ))}
      </p>
    </section>
  )
}
