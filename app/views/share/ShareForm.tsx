/** The link, the run as a file, its manifests, and a script for a cluster at home. */
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useSession } from '../../session/context.tsx'
import type { Library } from '../../session/library/library.ts'
import { download } from './download.ts'

/** Chat programs and mail cut what is longer. */
const LONG_LINK = 8000

export function ShareForm({ library }: { library: Library }) {
  const { ui } = useSession()
  const { name } = useStore(library.state)
  const [link, setLink] = useState('')
  const [said, setSaid] = useState('')
  const [draft, setDraft] = useState(name)
  useEffect(() => {
    library.link().then(setLink, (error: unknown) => setSaid(String(error)))
  }, [library])
  const copy = () =>
    navigator.clipboard.writeText(link).then(
      () => setSaid('Copied.'),
      () => setSaid('The browser refused; select the link and copy it.'),
    )
  const save = (what: Promise<string>, file: string) =>
    what.then(
      (text) => download(file, text),
      (error: unknown) => setSaid(String(error)),
    )
  const file = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') || 'cluster'
  return (
    <div className="share-form">
      <label className="field">
        Name
        <input
          className="input"
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={() => void library.rename(draft)}
        />
      </label>
      <label className="field">
        Link
        <input className="input" readOnly value={link} translate="no" onFocus={(event) => event.target.select()} />
      </label>
      <p className="i2">
        {link.length > LONG_LINK
          ? `The link has ${Math.round(link.length / 1000)} kB: some programs cut it. The file holds the same.`
          : 'The link holds the whole run: machines, seed, everything you did and your files. Whoever opens it gets the same cluster, to the byte. Nothing is sent anywhere.'}
      </p>
      <div className="row wrap">
        <button type="button" className="btn p" disabled={!link} onClick={() => void copy()}>
          Copy link
        </button>
        <button type="button" className="btn" onClick={() => void save(library.text(), `${file}.drydock`)}>
          Download the run
        </button>
        <button type="button" className="btn" onClick={() => void save(library.manifests(), `${file}.yaml`)}>
          Manifests as YAML
        </button>
        <button type="button" className="btn" onClick={() => void save(library.script(), `${file}.sh`)}>
          Take it home
        </button>
      </div>
      <p className="i2">Take it home is a script of the same kubectl commands, for kind or minikube.</p>
      <div className="row">
        <button type="button" className="btn g" onClick={() => ui.setState({ dialog: 'open' })}>
          Open another
        </button>
        <span role="status">{said}</span>
      </div>
    </div>
  )
}
