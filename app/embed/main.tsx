/**
 * An embed's entry. The worker, the editor and the views are fetched once the embed is (nearly) in sight; until then a title is all it
 * costs the page around it.
 */
import '../styles/tokens.css'
import '../styles/base.css'
import { cards } from 'virtual:lessons'
import { createRoot, type Root } from 'react-dom/client'
import { startWorkerEarly } from '../session/connection.ts'
import type { Session } from '../session/context.tsx'
import { formatRoute } from '../session/lesson/route.ts'
import { siteOf } from '../session/lesson/site.ts'
import { wishTheme } from '../theme/theme.ts'
import { originsOf } from './allowed.ts'
import { followSight } from './on-screen.ts'
import { ParentLink } from './parent-link.ts'
import { parseSettings, stepAsked } from './settings.ts'
import { Waiting } from './Waiting.tsx'
import type { Command } from './wire.ts'

const settings = parseSettings(location.hash)
const site = siteOf(location.href)
let asked = stepAsked(location.hash)
let session: Session | undefined
let booting: Promise<void> | undefined
let seen = false

const link = new ParentLink(
  {
    parent: window.parent === window ? undefined : window.parent,
    parentOrigin: location.ancestorOrigins?.[0] ?? originOfReferrer(),
    allow: [siteOrigins(), settings.origins],
    nowReal: () => performance.now(),
  },
  obey,
)
window.addEventListener('message', (event) => link.hear(event))

const element = document.getElementById('root')
if (!element) throw new Error('embed/index.html has no #root')
const root = createRoot(element)
wishTheme(settings.theme)
wait(root)
if (!link.forbidden) {
  followSight(document.documentElement, (inSight) => {
    seen = inSight
    if (inSight) void boot()
    void session?.onScreen?.(inSight)
  })
  window.addEventListener('hashchange', () => {
    asked = stepAsked(location.hash)
    if (session) void show()
  })
}

function wait(where: Root): void {
  const title = cards.find(({ slug }) => slug === asked?.slug)?.title ?? 'Drydock'
  const said = link.forbidden ? 'This page may not have it inside.' : 'The cluster starts when it is looked at.'
  const home = `${site}${formatRoute(asked ?? { page: 'home' })}`
  where.render(
    <Waiting title={title} said={said} href={home} onStart={link.forbidden ? undefined : () => void boot()} />,
  )
}

/** Once; whoever asks again waits for the same. */
function boot(): Promise<void> {
  booting ??= start()
  return booting
}

async function start(): Promise<void> {
  startWorkerEarly()
  const [{ connect }, { EmbedPage }, { report }] = await Promise.all([
    import('../session/connect.ts'),
    import('./EmbedPage.tsx'),
    import('./reporter.ts'),
    import('./sheets.ts'),
  ])
  const begun = connect({ embedded: true, storageFree: settings.storage === 'none' })
  begun.ui.setState({ plainEditor: true })
  session = begun
  asked ??= { page: 'lesson', slug: cards[0]?.slug ?? '' }
  report(begun, {
    site,
    engine: import.meta.env.DRYDOCK_VERSION,
    nowReal: () => Date.now(),
    uuid: randomUuid,
    say: (message) => link.say(message),
  })
  link.say({ type: 'ready', engine: import.meta.env.DRYDOCK_VERSION })
  const onHeight = (height: number) => link.say({ type: 'resize', height })
  root.render(<EmbedPage session={begun} solutions={settings.solutions} onHeight={onHeight} />)
  // Booted because it came near: it rests until it is there.
  await begun.onScreen?.(seen)
  await show()
}

async function show(): Promise<void> {
  if (!session || !asked) return
  const { showMoment } = await import('../session/lesson/moment.ts')
  await showMoment(session, asked)
}

/** A command of the page around it; each was looked at before. */
function obey(command: Command): void {
  if (command.type === 'theme') return wishTheme(command.theme)
  if (command.type === 'load') {
    const { lesson: slug, step, view } = command
    asked = { page: 'lesson', slug, ...(step ? { step } : {}), ...(view ? { moment: { view } } : {}) }
  }
  void boot()
    .then(() => carryOut(command))
    .catch((error: unknown) => link.say({ type: 'error', reason: 'failed', detail: String(error).slice(0, 300) }))
}

async function carryOut(command: Command): Promise<void> {
  if (!session) return
  switch (command.type) {
    case 'load':
      return show()
    case 'play':
      return session.actions.play()
    case 'pause':
      return session.actions.pause()
    case 'speed':
      return session.actions.setSpeed(command.speed)
    case 'reset':
      return session.lessons?.reset()
    case 'link': {
      const { momentHash } = await import('../session/lesson/moment.ts')
      const hash = await momentHash(session, true)
      return link.say({ type: 'link', url: `${siteOf(location.href, import.meta.env.DRYDOCK_VERSION)}${hash ?? ''}` })
    }
  }
}

/** Whom this site lets embed it: `<meta name="drydock-embedders">`, which whoever serves the site may change. */
function siteOrigins(): string[] {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="drydock-embedders"]')
  return originsOf(meta?.content ?? '')
}

function originOfReferrer(): string | undefined {
  try {
    return document.referrer ? new URL(document.referrer).origin : undefined
  } catch {
    return undefined
  }
}

/** Also where the address is not a secure one, which randomUUID asks for. */
function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
