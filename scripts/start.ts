/** `npm start`: builds the page, serves it and opens it. PORT changes the port, HOST the interface, BROWSER=none opens nothing. */
import { build } from 'vite'
import { openBrowser } from './open-browser.ts'
import { serve } from './serve.ts'

const DEFAULT_PORT = 4173

/** The port asked for, or undefined when any will do. */
function wantedPort(): number | undefined {
  const text = process.env.PORT
  if (!text) return undefined
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT=${text} is not a port`)
  return port
}

/** Nobody asked for 4173 by name, so a neighbour on it moves us to a free port; a port asked for is used or refused. */
async function serveBuilt() {
  const options = { folder: 'dist', host: process.env.HOST ?? '127.0.0.1' }
  const wanted = wantedPort()
  try {
    return await serve({ ...options, port: wanted ?? DEFAULT_PORT })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    if (wanted !== undefined) throw new Error(`Port ${wanted} is taken; choose another with PORT=…`)
    return await serve({ ...options, port: 0 })
  }
}

console.log('Building…')
await build({ logLevel: 'warn' })
const { server, address } = await serveBuilt()
console.log(`Drydock is at ${address} (Ctrl+C stops it)`)
openBrowser(address)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    server.close()
    server.closeAllConnections()
  })
}
