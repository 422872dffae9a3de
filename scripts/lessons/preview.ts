/** `npm run lesson -- preview`: the page at a step, drawn anew when a file of a lesson changes. */
import { createServer } from 'vite'
import { openBrowser } from '../open-browser.ts'
import { readLesson } from './read.ts'

export async function previewCommand([slug = '', id]: string[]): Promise<void> {
  const lesson = readLesson(slug)
  const step = lesson.steps.find((each) => each.id === id) ?? lesson.steps[0]
  const server = await createServer({ server: { port: Number(process.env.PORT) || 5173 } })
  await server.listen()
  const [address = ''] = server.resolvedUrls?.local ?? []
  const link = `${address}#lesson=${slug}&step=${step?.id ?? ''}`
  console.log(`${lesson.title} is at ${link} (Ctrl+C stops it)`)
  openBrowser(link)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void server.close())
}
