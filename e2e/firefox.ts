/**
 * A Firefox of the machine for the tests, driven by the protocol it speaks itself. Playwright drives only a Firefox that it
 * patched and downloads, which not every machine can fetch.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import puppeteer, { type Browser } from 'puppeteer-core'

const NAMES = ['firefox-esr', 'firefox']
const MAC_APP = '/Applications/Firefox.app/Contents/MacOS/firefox'

/** Path of a Firefox, `FIREFOX_PATH` before any other; undefined where there is none. */
export function findFirefox(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [process.env.FIREFOX_PATH ?? '', ...places, MAC_APP].find((path) => path !== '' && existsSync(path))
}

/** Starts it without a window. */
export function launchFirefox(executablePath: string): Promise<Browser> {
  return puppeteer.launch({ browser: 'firefox', executablePath, headless: true })
}
