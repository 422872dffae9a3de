/**
 * `<drydock-lesson lesson="health-probe" step="4">`: a step of a lesson in any page. Loads its frame when it comes near the window, follows
 * the page's theme and the height the step asks for, and passes what the frame says on as events (`drydock-ready`, `drydock-load`,
 * `drydock-state`, `drydock-stepPassed`, `drydock-progress`, `drydock-resize`, `drydock-error`; `detail` is the message).
 *
 * What stands between its tags (a link with a picture) is what is seen where scripts or the element are taken out.
 */
import { type Command, type Report, seal, WIRE } from '../wire.ts'
import { followTheme, themeOf } from './page-theme.ts'

/** How far outside of the window it begins to boot. */
const NEAR = '600px'
const LEAST_HEIGHT = 240
const MOST_HEIGHT = 2000
const TYPES: readonly Report['type'][] = ['ready', 'load', 'state', 'stepPassed', 'progress', 'resize', 'link', 'error']
const LINK_PATIENCE_REAL_MS = 10_000

/** Where this script stands; the embed stands beside it. */
const HERE = (document.currentScript as HTMLScriptElement | null)?.src ?? location.href

class DrydockLesson extends HTMLElement {
  static readonly observedAttributes = ['lesson', 'step', 'view', 'theme']
  private frame: HTMLIFrameElement | undefined
  private stops: (() => void)[] = []
  private theme = ''

  connectedCallback(): void {
    if (this.frame) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        observer.disconnect()
        this.open()
      },
      { rootMargin: NEAR },
    )
    observer.observe(this)
    this.stops.push(() => observer.disconnect())
  }

  disconnectedCallback(): void {
    for (const stop of this.stops.splice(0)) stop()
    this.frame?.remove()
    this.frame = undefined
  }

  attributeChangedCallback(name: string): void {
    if (!this.frame) return
    if (name === 'theme') this.tellTheme()
    else this.load(this.getAttribute('lesson') ?? '', this.getAttribute('step') ?? undefined)
  }

  load(lesson: string, step?: string): void {
    const view = this.getAttribute('view')
    this.send({ type: 'load', lesson, ...(step ? { step } : {}), ...(view ? { view } : {}) })
  }

  play(): void {
    this.send({ type: 'play' })
  }

  pause(): void {
    this.send({ type: 'pause' })
  }

  reset(): void {
    this.send({ type: 'reset' })
  }

  setSpeed(speed: number): void {
    this.send({ type: 'speed', speed })
  }

  /** A link that opens the step in Drydock as it stands. @throws Error when the frame does not answer */
  link(): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The embed did not answer')), LINK_PATIENCE_REAL_MS)
      const hear = (event: Event) => {
        clearTimeout(timer)
        resolve((event as CustomEvent<{ url: string }>).detail.url)
      }
      this.addEventListener('drydock-link', hear, { once: true })
      this.send({ type: 'link' })
    })
  }

  private open(): void {
    const frame = document.createElement('iframe')
    frame.src = this.address()
    frame.title = this.getAttribute('label') ?? `Drydock: ${this.getAttribute('lesson') ?? 'a lesson'}`
    frame.allow = 'clipboard-write'
    frame.referrerPolicy = 'origin'
    frame.style.cssText = `display:block;width:100%;border:0;height:${this.height(0)}px`
    this.frame = frame
    const hear = (event: MessageEvent) => this.hear(event)
    window.addEventListener('message', hear)
    this.stops.push(() => window.removeEventListener('message', hear))
    // Near is not yet in sight: the frame itself does not know.
    frame.addEventListener('load', () => this.send({ type: 'near' }))
    this.stops.push(followTheme(() => this.tellTheme()))
    if (!this.style.display) this.style.display = 'block'
    this.replaceChildren(frame)
  }

  private address(): string {
    const asked = new URLSearchParams()
    const named = ['lesson', 'step', 'view', 'storage', 'solutions']
    for (const name of named) {
      const value = this.getAttribute(name)
      if (value) asked.set(name, value)
    }
    this.theme = this.wantedTheme()
    asked.set('theme', this.theme)
    asked.set('origin', location.origin)
    return new URL(`embed/#${asked}`, this.getAttribute('src') ?? HERE).href
  }

  private hear({ data, origin, source }: MessageEvent): void {
    const { frame } = this
    if (!frame || source !== frame.contentWindow || origin !== new URL(frame.src).origin) return
    if (typeof data !== 'object' || data === null || (data as { drydock?: unknown }).drydock !== WIRE) return
    const report = data as Report
    if (!TYPES.includes(report.type)) return
    if (report.type === 'resize' && Number.isFinite(report.height))
      frame.style.height = `${this.height(report.height)}px`
    this.dispatchEvent(new CustomEvent(`drydock-${report.type}`, { detail: report, bubbles: true }))
  }

  /** As high as the page says, else as high as the step asks for. */
  private height(wanted: number): number {
    const fixed = Number(this.getAttribute('height'))
    const chosen = fixed > 0 ? fixed : wanted || 560
    return Math.round(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, chosen)))
  }

  private wantedTheme(): 'light' | 'dark' | 'system' {
    const wish = this.getAttribute('theme')
    return wish === 'light' || wish === 'dark' ? wish : themeOf(this)
  }

  private tellTheme(): void {
    const theme = this.wantedTheme()
    if (theme === this.theme) return
    this.theme = theme
    this.send({ type: 'theme', theme })
  }

  private send(command: Command): void {
    const { frame } = this
    frame?.contentWindow?.postMessage(seal(command), new URL(frame.src).origin)
  }
}

if (!customElements.get('drydock-lesson')) customElements.define('drydock-lesson', DrydockLesson)
