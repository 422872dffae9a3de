import { Session } from 'node:inspector'
import { writeFileSync } from 'node:fs'
import { b10 } from './b10.ts'
b10({ containers: 500, minutes: 3 })
const s = new Session()
s.connect()
s.post('Profiler.enable')
s.post('Profiler.start')
console.log(b10({ containers: 5000, minutes: 15 }))
s.post('Profiler.stop', (_e, r) => writeFileSync('/tmp/sh/prof/z.cpuprofile', JSON.stringify(r!.profile)))
