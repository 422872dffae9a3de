import { describe, expect, it } from 'vitest'
import { Containers } from '../../../testing/containers.ts'

const SITE = 'https://github.com/mdn/beginner-html-site-scripted'
const said = (w: Containers, number: number): string[] => w.lines(number).map((line) => line.replace(/^\d+ /, ''))

describe('git', () => {
  it('clones once and pulls what has come since', () => {
    const w = new Containers()
    const n = w.script(
      `git clone ${SITE} /site; cd /site; git log --oneline | wc -l; head -1 README.md; git pull; sleep 300; git pull -q; git log -1 --format=%s; git status --short; grep -c together index.html`,
      {},
      'alpine/git',
    )
    w.run(400_000)
    expect(said(w, n)).toEqual([
      "stderr Cloning into '/site'...",
      'stdout 1',
      'stdout # beginner-html-site',
      'stdout Already up to date.',
      'stdout Say more on the front page',
      'stdout 1',
    ])
    expect(w.exits.get(n)?.exitCode).toBe(0)
  })

  it('refuses what is there already, what it cannot reach, and what is no clone', () => {
    const w = new Containers()
    const n = w.script(
      `mkdir -p /d; touch /d/x; git clone ${SITE} /d; echo $?; git clone https://git.example.org/a/b /e; echo $?; git -C /tmp status; echo $?`,
      {},
      'alpine/git',
    )
    w.run(60_000)
    expect(said(w, n)).toEqual([
      "stderr fatal: destination path '/d' already exists and is not an empty directory.",
      'stdout 128',
      "stderr Cloning into '/e'...",
      "stderr fatal: unable to access 'https://git.example.org/a/b/': Could not resolve host: git.example.org",
      'stdout 128',
      'stderr fatal: not a git repository (or any of the parent directories): .git',
      'stdout 128',
    ])
  })

  it('has the same commits everywhere, and a shallow clone only the last', () => {
    const w = new Containers()
    const script = (depth: string) =>
      `sleep 700; git clone -q ${depth} ${SITE} /s; cd /s; git rev-parse HEAD; git rev-list 2>/dev/null; git log --oneline | wc -l`
    const [deep, shallow] = [w.script(script(''), {}, 'alpine/git'), w.script(script('--depth 1'), {}, 'alpine/git')]
    w.run(800_000)
    expect(said(w, deep)[0]).toMatch(/^stdout [0-9a-f]{40}$/)
    expect(said(w, shallow)[0]).toBe(said(w, deep)[0])
    expect([said(w, deep)[1], said(w, shallow)[1]]).toEqual(['stdout 3', 'stdout 1'])
  })
})
