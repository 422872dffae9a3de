/**
 * `drydock-lesson.js`: the element other pages load. One file under a name that stays, an ordinary script (a module of another origin would
 * need headers that static hosts don't send), with nothing of the page in it.
 */
import { build, type Plugin } from 'vite'

const NAME = 'drydock-lesson.js'

async function bundle(entry: string): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      lib: { entry, formats: ['iife'], name: 'DrydockLesson', fileName: () => NAME },
    },
  })
  const [output] = Array.isArray(made) ? made : [made]
  const chunk = output && 'output' in output ? output.output[0] : undefined
  if (chunk?.type !== 'chunk') throw new Error(`${NAME} was not made`)
  return chunk.code
}

/** @param entry the element's module */
export function embedElement(entry: string): Plugin {
  return {
    name: 'drydock:embed-element',
    async generateBundle() {
      // The workers' builds pass here as well.
      if (this.environment?.name !== 'client' || this.environment.config.isWorker) return
      this.emitFile({ type: 'asset', fileName: NAME, source: await bundle(entry) })
    },
    configureServer: (server) => {
      server.middlewares.use((request, response, next) => {
        if (!request.url?.split('?')[0]?.endsWith(`/${NAME}`)) return next()
        bundle(entry).then(
          (code) => response.setHeader('Content-Type', 'text/javascript').end(code),
          (error: unknown) => next(error),
        )
      })
    },
  }
}
