/** All images the simulated registries know. A new one is a file beside this and a line here. */
import type { ImageDefinition, Program } from '../program.ts'
import { agnhost } from './agnhost.ts'
import { alpine, bash, busybox, debian, ubuntu } from './busybox.ts'
import { httpd } from './httpd.ts'
import { nginx } from './nginx.ts'
import { pause } from './pause.ts'
import { randomGenerator } from './randomgenerator.ts'
import { unknownImage } from './server.ts'

/** The last one stands for every repository not named before it. */
export const images: readonly ImageDefinition[] = [
  nginx,
  httpd,
  busybox,
  alpine,
  bash,
  debian,
  ubuntu,
  pause,
  randomGenerator,
  agnhost,
  unknownImage,
]

const programs = new Map(
  images.flatMap(({ program }) => (program === undefined ? [] : [[program.name, program] as const])),
)

/** The program a binary names. */
export const programNamed = (name: string): Program | undefined => programs.get(name)
