/** Repositories that can be cloned, as data. A commit is there from so many seconds of the cluster's life on. */
import { hash32, hashText } from '../../../core/random.ts'

export interface Commit {
  readonly hash: string
  readonly subject: string
  readonly author: string
  /** Milliseconds since the cluster began. */
  readonly atMs: number
  /** Whole contents, by path. */
  readonly files: Readonly<Record<string, string>>
}

interface Remote {
  readonly url: RegExp
  readonly branch: string
  /** Oldest first; files are what a commit changes. */
  readonly commits: readonly {
    afterS: number
    subject: string
    author: string
    files: Readonly<Record<string, string>>
  }[]
}

const page = (title: string, text: string): string =>
  `<!DOCTYPE html>\n<html>\n  <head>\n    <title>${title}</title>\n    <link href="styles/style.css" rel="stylesheet">\n  </head>\n  <body>\n    <h1>${title}</h1>\n    <p>${text}</p>\n  </body>\n</html>\n`

const REMOTES: readonly Remote[] = [
  {
    url: /^https?:\/\/github\.com\/mdn\/beginner-html-site(-styled|-scripted)?$/,
    branch: 'main',
    commits: [
      {
        afterS: 0,
        subject: 'First version of the site',
        author: 'A. Author <author@example.org>',
        files: {
          'README.md': '# beginner-html-site\n\nA page to serve.\n',
          'index.html': page('Mozilla is cool', 'At Mozilla, we are a global community.'),
          'styles/style.css': 'html {\n  font-size: 10px;\n}\n',
        },
      },
      {
        afterS: 180,
        subject: 'Say more on the front page',
        author: 'A. Author <author@example.org>',
        files: { 'index.html': page('Mozilla is cool', 'At Mozilla, we work together to keep the Internet alive.') },
      },
      {
        afterS: 600,
        subject: 'Larger text',
        author: 'B. Writer <writer@example.org>',
        files: { 'styles/style.css': 'html {\n  font-size: 12px;\n}\n' },
      },
    ],
  },
]

const HOSTS =
  /^(?:https?:\/\/|git@|ssh:\/\/git@)(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)[/:]([\w.-]+)\/([\w.-]+)$/

/** A repository nobody wrote here holds a page that says so. */
function standIn(owner: string, name: string): Remote {
  return {
    url: /$/,
    branch: 'main',
    commits: [
      {
        afterS: 0,
        subject: 'Initial commit',
        author: `${owner} <${owner}@example.org>`,
        files: {
          'README.md': `# ${name}\n\nA simulated copy: the cluster has no way out, and holds this in its place.\n`,
          'index.html': page(name, `Served from a simulated clone of ${owner}/${name}.`),
        },
      },
    ],
  }
}

const hashOf = (text: string): string =>
  Array.from({ length: 5 }, (_, i) => hash32(hashText(text), i).toString(16).padStart(8, '0')).join('')

export interface Repository {
  readonly branch: string
  /** Oldest first; each with all of its files. */
  readonly commits: readonly Commit[]
}

/** What a URL's repository holds now; undefined: there is none. */
export function repositoryAt(address: string, nowMs: number): Repository | undefined {
  const url = address.replace(/\/$/, '').replace(/\.git$/, '')
  const [, owner, name] = HOSTS.exec(url) ?? []
  const remote =
    REMOTES.find((candidate) => candidate.url.test(url)) ?? (owner && name ? standIn(owner, name) : undefined)
  if (remote === undefined) return undefined
  const commits: Commit[] = []
  for (const { afterS, subject, author, files } of remote.commits) {
    if (afterS * 1000 > nowMs) break
    const before = commits.at(-1)
    const all = { ...before?.files, ...files }
    const hash = hashOf(`${before?.hash ?? ''} ${url} ${subject} ${JSON.stringify(files)}`)
    commits.push({ hash, subject, author, atMs: afterS * 1000, files: all })
  }
  return { branch: remote.branch, commits }
}

/** The name of the host, for what is said when it cannot be reached. */
export const hostOf = (url: string): string => /^\w+:\/\/([^/:]+)/.exec(url)?.[1] ?? url
