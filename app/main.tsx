/** The page's entry: the cluster, or with `?gallery` the bench of marks and components. */
import './styles/tokens.css'
import './styles/base.css'
import './styles/marks.css'
import './styles/stage.css'
import './styles/page.css'
import './styles/views.css'
import { startWorkerEarly } from './session/connection.ts'
import { openShelfEarly } from './session/library/shelf.ts'
import { startTheme } from './theme/theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
startTheme()

const gallery = new URLSearchParams(location.search).get('gallery')
if (gallery === null) {
  // The worker's script is the longest part of the way to a cluster: it is asked for before React is, and React is nothing that this
  // file imports.
  startWorkerEarly()
  openShelfEarly()
  const begun = import('./page/begin.tsx')
  // The first pane beside the stage: on its way while the page is drawn.
  void import('./views/editor/EditorPane.tsx')
  ;(await begun).begin(root)
} else {
  const [{ createElement }, { createRoot }, { Gallery }] = await Promise.all([
    import('react'),
    import('react-dom/client'),
    import('./gallery/Gallery.tsx'),
  ])
  createRoot(root).render(createElement(Gallery, { show: gallery }))
}
