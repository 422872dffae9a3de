import { describe, expect, it } from 'vitest'
import { pod } from '../../testing/builders.ts'
import { oneNode, SmallCluster } from '../../testing/scenarios/smallcluster.ts'

const sh = (text: string) => ['sh', '-c', text]

function world(
  peer: string,
  share = true,
  app = 'trap "echo got; exit 3" HUP; echo hello > /tmp/x; while true; do sleep 1; done',
) {
  const w = new SmallCluster({ nodes: oneNode() })
  const containers = [
    { name: 'app', image: 'busybox:1.36', command: sh(app) },
    { name: 'web', image: 'nginx:1.27' },
    { name: 'peer', image: 'busybox:1.36', command: sh(`sleep 2; ${peer}; sleep 1000`) },
  ]
  w.create(
    pod('s')
      .pod({ shareProcessNamespace: share, restartPolicy: 'Never', containers } as never)
      .build(),
  )
  w.run(12_000)
  return { w, says: w.log('s', 'peer') }
}

describe('a Pod that shares its process numbers', () => {
  it('has pause as process 1 and shows everybody’s processes to everybody', () => {
    const { says } = world('ps -o pid,comm; cat /proc/1/comm')
    expect(says).toEqual([
      'PID COMMAND',
      '1 pause',
      '7 sh',
      expect.stringMatching(/^\d+ sleep$/),
      '100007 nginx',
      '200007 sh',
      expect.stringMatching(/^2000\d\d ps$/),
      'pause',
    ])
  })

  it('lets one container signal and read another', () => {
    const { w, says } = world('cat /proc/7/root/tmp/x; kill -HUP 7; kill -9 $(pidof nginx); kill 1; echo $?; kill 99')
    expect(says).toEqual(['hello', '0', expect.stringMatching(/can't kill pid 99: No such process$/)])
    const ended = w.pod('s').status.containerStatuses?.map(({ state }) => state?.terminated?.exitCode)
    expect(ended).toEqual([3, 137, undefined])
    expect(w.log('s', 'app')).toEqual(['got'])
  })

  it('has no process 1 of its own in a container: the usual actions hold', () => {
    const { w } = world('kill 7', true, 'while true; do sleep 1; done')
    expect(w.pod('s').status.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(143)
  })

  it('ends as any other Pod does', () => {
    const { w } = world('true')
    w.delete('pods', 's', { gracePeriodSeconds: 5 })
    w.until('gone', () => w.state('s') === 'gone', 10_000)
  })
})

describe('a Pod that does not', () => {
  it('keeps them apart', () => {
    const { says } = world('ps -o pid,comm; cat /proc/7/root/tmp/x', false)
    expect(says).toEqual([
      'PID COMMAND',
      '1 sh',
      expect.stringMatching(/^\d+ ps$/),
      "cat: can't open '/proc/7/root/tmp/x': No such file or directory",
    ])
  })
})
