import { cpSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import manifest from './package.json' with { type: 'json' }
import { CONTENT_SECURITY_POLICY } from './scripts/csp.ts'
import { embedElement } from './scripts/embed/plugin.ts'
import { gallery } from './scripts/gallery.ts'
import { lessons } from './scripts/lessons/plugin.ts'
import { reactAtOnce, startFiles } from './scripts/start-chunks.ts'

/** Bigger than Monaco's chunk: whatever the build makes must be there without a network. */
const LARGEST_PRECACHED_BYTES = 16 * 1024 * 1024
const CHARSET = '<meta charset="utf-8" />'

/** Static hosts send no headers of ours, so the built page carries its policy itself. (The dev server injects inline scripts.) */
function policyInPage(): Plugin {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}" />`
  return {
    name: 'drydock:csp',
    apply: 'build',
    // Behind the character set, which has to stand in the first kilobyte.
    transformIndexHtml: (html) => html.replace(CHARSET, `${CHARSET}\n    ${meta}`),
  }
}

/** The first load puts every file of the build into the cache; later ones need no network. */
function offline() {
  return VitePWA({
    // The page registers it and says when a newer one waits: nothing changes under a learner's hands.
    registerType: 'prompt',
    injectRegister: null,
    manifest: {
      name: 'Drydock',
      short_name: 'Drydock',
      description: 'A full Kubernetes cluster in a browser tab, on its own clock.',
      display: 'standalone',
      start_url: './',
      scope: './',
      background_color: '#E9EEEF',
      theme_color: '#E9EEEF',
      icons: [
        { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
        { src: 'icon-maskable.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'maskable' },
      ],
    },
    workbox: {
      globPatterns: ['**/*.{js,css,html,svg,png,woff2,ttf,wasm,json,txt}'],
      globIgnores: ['v/**'],
      maximumFileSizeToCacheInBytes: LARGEST_PRECACHED_BYTES,
      // importScripts of a string is what Trusted Types stop, so the service worker is one file.
      inlineWorkboxRuntime: true,
      cleanupOutdatedCaches: true,
      navigateFallback: 'index.html',
      // The page may be opened at any sub-path of a site that has other pages.
      navigateFallbackDenylist: [/\/v\//],
    },
  })
}

/** Each release stands under its version, too: a link says which engine made it, and old ones stay where they are kept. */
function underItsVersion(): Plugin {
  return {
    name: 'drydock:versions',
    apply: 'build',
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        const parts = readdirSync('dist').filter((name) => name !== 'v' && name !== 'sw.js')
        for (const part of parts) cpSync(`dist/${part}`, `dist/v/${manifest.version}/${part}`, { recursive: true })
      },
    },
  }
}

/** monaco-yaml's worker asks for Monaco's own to talk to the page; ours speaks Comlink (the editor's files say how). */
const yamlWorkerShim = {
  find: /^monaco-editor\/esm\/vs\/editor\/editor\.worker\.js$/,
  replacement: fileURLToPath(new URL('app/views/editor/monaco-worker-shim.ts', import.meta.url)),
}

/** The worker brings Prettier for formatting, which is off. */
const noFormatter = {
  find: /^prettier\/(standalone|plugins\/\w+)$/,
  replacement: fileURLToPath(new URL('app/views/editor/no-formatter.ts', import.meta.url)),
}

/** Chunks are named for what they weigh under in .size-limit.js: the editor's, the terminal's, the workers', and the page's own. */
function chunkFileNames({ moduleIds }: { moduleIds: string[] }) {
  const isEditor = moduleIds.some((id) => /node_modules\/monaco-/.test(id))
  if (isEditor) return 'assets/editor-[hash].js'
  const isTerminal = moduleIds.some((id) => /node_modules\/@xterm\//.test(id))
  return isTerminal ? 'assets/terminal-[hash].js' : 'assets/[name]-[hash].js'
}
const workerOutput = {
  entryFileNames: 'assets/worker-[name]-[hash].js',
  chunkFileNames: 'assets/worker-[name]-[hash].js',
}

export default defineConfig({
  // Relative addresses: the build works under any path of any static host.
  base: './',
  resolve: { alias: [yamlWorkerShim, noFormatter] },
  plugins: [
    react(),
    lessons(),
    embedElement('app/embed/element/drydock-lesson.ts'),
    policyInPage(),
    reactAtOnce(),
    offline(),
    underItsVersion(),
    gallery(),
  ],
  worker: { format: 'es', rolldownOptions: { output: workerOutput } },
  // Test reports and traces are no reason to reload the page.
  server: { watch: { ignored: ['**/.cache/**', '**/dist/**'] } },
  define: { 'import.meta.env.DRYDOCK_VERSION': JSON.stringify(manifest.version) },
  build: {
    target: 'es2023',
    // Whoever runs this code knows the link.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'embed/index.html'],
      output: { chunkFileNames, codeSplitting: { groups: startFiles } },
    },
    // Monaco is lazy and large on purpose; the budget that matters is in .size-limit.json.
    chunkSizeWarningLimit: 6000,
  },
})
