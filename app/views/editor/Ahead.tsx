/** Over the editor's foot: what Apply would change of the live objects, or what would come of it. */
import { useEffect, useState } from 'react'
import type { DocumentDiff, Preview } from '../../../engine/protocol/time.ts'
import { DiffText } from '../../components/DiffText.tsx'
import { Icon } from '../../components/Icon.tsx'
import { useSession, useUi } from '../../session/context.tsx'
import { lookAhead, lookNoMore } from '../../session/look-ahead.ts'

export type Shown = { diff: DocumentDiff[] } | { busy: string } | { failed: string } | undefined

/** The two questions, and the answer that is shown. @param latest the text at the time of asking: a form may just have changed it */
export function useAhead(text: string, latest: () => string) {
  const session = useSession()
  const { ahead } = session
  const [shown, setShown] = useState<Shown>()
  const [asked, setAsked] = useState('')
  const preview = useUi((state) => (state.previewOf === text ? state.preview : undefined))
  // What is drawn on the stage is of this text, or not drawn.
  useEffect(() => {
    const { previewOf } = session.ui.getState()
    if (previewOf !== '' && previewOf !== text) lookNoMore(session)
  }, [session, text])
  const current = asked === text
  const ask = async (busy: string, work: (text: string) => Promise<Shown>) => {
    const now = latest()
    setShown({ busy })
    setAsked(now)
    try {
      setShown(await work(now))
    } catch (error) {
      setShown({ failed: error instanceof Error ? error.message : String(error) })
    }
  }
  const close = () => {
    setShown(undefined)
    lookNoMore(session)
  }
  return {
    shown: current ? shown : undefined,
    preview,
    close,
    diff: () => void ask('Comparing', async (now) => ({ diff: (await ahead?.diff(now)) ?? [] })),
    look: () =>
      void ask('Running ahead', async (now) => {
        await lookAhead(session, now)
        return undefined
      }),
  }
}

export function AheadPanel({ ahead }: { ahead: ReturnType<typeof useAhead> }) {
  const { shown, preview, close } = ahead
  if (!shown && !preview) return null
  const title = shown
    ? 'diff' in shown
      ? 'What Apply changes'
      : 'busy' in shown
        ? shown.busy
        : 'It did not work'
    : 'What would happen'
  return (
    <section className="ahead" aria-label={title}>
      <header className="row">
        <b>{title}</b>
        <span className="sp" />
        <button type="button" className="btn g i sm" aria-label="Close" onClick={close}>
          <Icon name="x" small />
        </button>
      </header>
      <div className="ahead-body" role="status">
        {shown && 'failed' in shown && <p className="bad">{shown.failed}</p>}
        {shown &&
          'diff' in shown &&
          shown.diff.map((each, at) => <Difference key={`${at} ${each.object}`} diff={each} />)}
        {!shown && preview && <Told preview={preview} />}
      </div>
    </section>
  )
}

function Difference({ diff: { object, before, after, error } }: { diff: DocumentDiff }) {
  return (
    <div>
      <p translate="no">
        <b>{object}</b>
        <span className="i3">{before === '' && after !== '' ? ' new' : ''}</span>
      </p>
      {error ? (
        <p className="bad">{error.message}</p>
      ) : (
        <DiffText before={before} after={after} label={`Difference of ${object}`} />
      )}
    </div>
  )
}

const MOST_PODS = 40
const WORDS = { new: 'new', gone: 'gone', changed: 'changed' }

function Told({ preview: { sentences, pods, refusals, ranMs } }: { preview: Preview }) {
  return (
    <>
      <ul className="sentences">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {pods.length > 0 && (
        <table className="data">
          <thead>
            <tr>
              <th scope="col">Pod</th>
              <th scope="col">Would be</th>
              <th scope="col">Node</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody translate="no">
            {pods.slice(0, MOST_PODS).map((pod) => (
              <tr key={`${pod.change} ${pod.namespace}/${pod.name}`} className={pod.change}>
                <td>{pod.name}</td>
                <td>{WORDS[pod.change]}</td>
                <td>{pod.node || 'none'}</td>
                <td title={pod.note}>{pod.change === 'gone' ? '' : pod.state}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {refusals.length > 0 && (
        <details>
          <summary>{`${refusals.length} warnings and refusals`}</summary>
          <ul className="sentences">
            {refusals.map(({ object, reason, message }) => (
              <li key={`${object} ${reason}`}>{`${object}: ${reason}, ${message}`}</li>
            ))}
          </ul>
        </details>
      )}
      <p className="i3">{`A copy of the cluster was run ${Math.round(ranMs / 1000)} s ahead. Nothing changed here.`}</p>
    </>
  )
}
