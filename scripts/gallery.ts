/** `/gallery` of the development server: the scenes to open, and every picture that the browser tests compare with. */
import { readdirSync } from 'node:fs'
import type { Plugin } from 'vite'

const PICTURES = 'e2e/pictures'
const SCENES = ['marks', 'playground', 'playground&paused', 'empty&paused', 'loading', 'many&paused']

export function gallery(): Plugin {
  return {
    name: 'drydock:gallery',
    apply: 'serve',
    configureServer({ middlewares }) {
      middlewares.use('/gallery', (_, response) => {
        response.setHeader('content-type', 'text/html; charset=utf-8')
        response.end(page())
      })
    },
  }
}

function page(): string {
  const scenes = SCENES.map((scene) => `<li><a href="/?gallery=${scene}">${scene}</a></li>`)
  const pictures = readdirSync(PICTURES).map(
    (file) =>
      `<figure><figcaption>${file}</figcaption><img src="/${PICTURES}/${file}" alt="${file}" loading="lazy"></figure>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>
<style>body{font:14px sans-serif;margin:24px}img{max-width:100%;border:1px solid #999}figure{margin:24px 0}</style>
<h1>Gallery</h1><h2>Scenes</h2><ul>${scenes.join('')}</ul><h2>Pictures</h2>${pictures.join('')}</html>`
}
