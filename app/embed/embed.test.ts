import { describe, expect, it, vi } from 'vitest'
import { isAllowed, originsOf } from './allowed.ts'
import { readCommand } from './commands.ts'
import { ParentLink } from './parent-link.ts'
import { parseSettings, stepAsked } from './settings.ts'
import { statementOf } from './statements.ts'
import type { Command } from './wire.ts'

describe('commands', () => {
  it.each<[unknown, Command]>([
    [
      { drydock: 1, type: 'load', lesson: 'a', step: '4' },
      { type: 'load', lesson: 'a', step: '4' },
    ],
    [
      { drydock: 1, type: 'speed', speed: 20 },
      { type: 'speed', speed: 20 },
    ],
    [
      { drydock: 1, type: 'theme', theme: 'dark' },
      { type: 'theme', theme: 'dark' },
    ],
    [{ drydock: 1, type: 'play' }, { type: 'play' }],
  ])('%j is one', (data, command) => expect(readCommand(data)).toEqual({ command }))

  it.each([undefined, null, 'load', 7, [], {}, { type: 'load', lesson: 'a' }])('%j is not meant for us', (data) =>
    expect(readCommand(data)).toBeUndefined(),
  )

  it.each([
    ['version', { drydock: '1', type: 'play' }],
    ['type', { drydock: 1 }],
    ['type', { drydock: 1, type: 'toString' }],
    ['type', { drydock: 1, type: ['play'] }],
    ['field', { drydock: 1, type: 'play', now: true }],
    ['field', { drydock: 1, type: 'load' }],
    ['field', { drydock: 1, type: 'load', lesson: { toString: 'a' } }],
    ['field', { drydock: 1, type: 'load', lesson: 'a'.repeat(61) }],
    ['field', { drydock: 1, type: 'speed', speed: Number.POSITIVE_INFINITY }],
    ['field', JSON.parse('{"drydock":1,"type":"load","lesson":"a","__proto__":{"step":"b"}}')],
  ])('%s: %j is refused', (reason, data) => expect(readCommand(data)).toMatchObject({ refused: { reason } }))
})

describe('who may embed', () => {
  it('is an exact origin, or everybody', () => {
    expect(
      originsOf('https://a.example, http://b.example:8080 a.example https://a.example/path javascript:x *'),
    ).toEqual(['https://a.example', 'http://b.example:8080', '*'])
    expect(isAllowed('https://a.example', ['*'], [])).toBe(true)
    expect(isAllowed('https://a.example', ['*'], ['https://b.example'])).toBe(false)
    expect(isAllowed('https://a.example.evil', ['https://a.example'])).toBe(false)
    expect(isAllowed('null', ['https://a.example'])).toBe(false)
  })
})

describe('the page around it', () => {
  const home = { origin: 'https://a.example' }
  function setup(parentOrigin?: string) {
    const parent = { postMessage: vi.fn<(message: unknown, origin: string) => void>() }
    const obey = vi.fn<(command: Command) => void>()
    let nowReal = 0
    const link = new ParentLink(
      { parent: parent as never, parentOrigin, allow: [['*'], [home.origin]], nowReal: () => nowReal },
      obey,
    )
    const hear = (data: unknown, origin = home.origin, source: unknown = parent) =>
      link.hear({ data, origin, source: source as never })
    const said = () =>
      parent.postMessage.mock.calls.map(([message, origin]) => [(message as { type: string }).type, origin])
    return { link, obey, hear, said, later: (ms: number) => (nowReal += ms) }
  }

  it('is told nothing before it is known, and then the latest of each kind', () => {
    const { link, hear, said } = setup()
    link.say({ type: 'resize', height: 1 })
    link.say({ type: 'ready', engine: '1' })
    link.say({ type: 'resize', height: 2 })
    expect(said()).toEqual([])
    hear({ drydock: 1, type: 'near' })
    expect(said()).toEqual([
      ['ready', home.origin],
      ['resize', home.origin],
    ])
  })

  it('is heard from its own window and origin only', () => {
    const { obey, hear, said } = setup(home.origin)
    hear({ drydock: 1, type: 'play' }, home.origin, {})
    hear({ drydock: 1, type: 'play' }, 'https://evil.example')
    expect(obey).not.toHaveBeenCalled()
    expect(said()).toEqual([['error', 'https://evil.example']])
    hear({ drydock: 1, type: 'play' })
    expect(obey).toHaveBeenCalledWith({ type: 'play' })
  })

  it('is told once that it talks too much, and heard again later', () => {
    const { obey, hear, said, later } = setup(home.origin)
    for (let n = 0; n < 1000; n++) hear({ drydock: 1, type: 'play' })
    expect(obey).toHaveBeenCalledTimes(40)
    expect(said()).toEqual([['error', home.origin]])
    later(1000)
    hear({ drydock: 1, type: 'pause' })
    expect(obey).toHaveBeenLastCalledWith({ type: 'pause' })
  })
})

describe('an embed’s address', () => {
  it('says step, theme, storage and origins; nonsense is as if it were not said', () => {
    const hash = '#lesson=health-probe&step=4&theme=dark&storage=none&origin=https%3A%2F%2Fa.example&solutions=hidden'
    expect(parseSettings(hash)).toEqual({
      theme: 'dark',
      storage: 'none',
      origins: ['https://a.example'],
      solutions: 'hidden',
    })
    expect(stepAsked(hash)).toEqual({ page: 'lesson', slug: 'health-probe', step: '4', hidden: true })
    expect(parseSettings('#theme=<b>&storage=cookies')).toEqual({
      theme: 'system',
      storage: 'browser',
      origins: [],
      solutions: 'shown',
    })
  })
})

describe('statements', () => {
  const host = { site: 'https://d.example/', engine: '0.1.0', nowReal: () => 0, uuid: () => 'id' }

  it('have the shape of xAPI, without an actor', () => {
    const lesson = { slug: 'a', title: 'A' }
    expect(
      statementOf(host, { verb: 'passed', lesson, step: { id: 'b', title: 'B' }, spentMs: 1500, hints: 1 }),
    ).toEqual({
      id: 'id',
      timestamp: '1970-01-01T00:00:00.000Z',
      verb: { id: 'http://adlnet.gov/expapi/verbs/passed', display: { en: 'passed' } },
      object: {
        objectType: 'Activity',
        id: 'https://d.example/#lesson=a&step=b',
        definition: { type: 'http://adlnet.gov/expapi/activities/lesson', name: { en: 'B' } },
      },
      result: {
        success: true,
        completion: true,
        extensions: { 'https://d.example/xapi/virtualMs': 1500, 'https://d.example/xapi/hints': 1 },
      },
      context: {
        platform: 'Drydock',
        revision: '0.1.0',
        contextActivities: {
          parent: [
            {
              objectType: 'Activity',
              id: 'https://d.example/#lesson=a',
              definition: { type: 'http://adlnet.gov/expapi/activities/course', name: { en: 'A' } },
            },
          ],
        },
      },
    })
  })
})
