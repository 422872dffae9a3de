/** All images the simulated registries know. A new one is a file beside this and a line here. */
import type { ImageDefinition, Program } from '../program.ts'
import { agnhost } from './agnhost.ts'
import { alpine, bash, busybox, debian, ubuntu } from './busybox.ts'
import { httpd } from './httpd.ts'
import { nginx } from './nginx.ts'
import { pause } from './pause.ts'
import { randomGenerator } from './randomgenerator.ts'
import { httpEchoImage, whoamiImage } from './echoserver.ts'
import { configDev, configProd, configTemplate, demo, gomplateImage } from './configdata.ts'
import { curlImage, curlJq, jqImage } from './curl.ts'
import { exporter } from './exporter.ts'
import { alpineGit, axeclbrGit, bitnamiGit } from './git.ts'
import { kaniko, maven } from './builders.ts'
import { kubeapiProxy } from './kubeapiproxy.ts'
import { logAmbassador } from './logambassador.ts'
import { miniHttpServer } from './minihttpserver.ts'
import { postgres } from './postgres.ts'
import { python } from './pythonimage.ts'
import { redis } from './redis.ts'
import { registryServer } from './registryserver.ts'
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
  curlImage,
  curlJq,
  jqImage,
  kubeapiProxy,
  miniHttpServer,
  exporter,
  logAmbassador,
  redis,
  postgres,
  registryServer,
  alpineGit,
  bitnamiGit,
  axeclbrGit,
  configDev,
  configProd,
  configTemplate,
  gomplateImage,
  demo,
  kaniko,
  maven,
  python,
  httpEchoImage,
  whoamiImage,
  unknownImage,
]

const programs = new Map(
  images.flatMap(({ program }) => (program === undefined ? [] : [[program.name, program] as const])),
)

/** The program a binary names. */
export const programNamed = (name: string): Program | undefined => programs.get(name)
