import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const buildPod: CorpusCase = {
  title: 'a build that needs no daemon is a Pod: one step makes the context, the next builds and pushes the image',
  manifests: `
apiVersion: v1
kind: ConfigMap
metadata: {name: source}
data:
  Dockerfile: |
    FROM maven:3.9 AS build
    COPY . /src
    RUN mvn package
    FROM alpine
    COPY --from=build /src/target/app.jar /app.jar
  pom.xml: <project/>
---
apiVersion: v1
kind: Pod
metadata: {name: build}
spec:
  restartPolicy: Never
  initContainers:
  - name: source
    image: busybox:1.36
    command: [sh, -c, "cp -L /source/* /workspace; ls /workspace"]
    volumeMounts: [{name: source, mountPath: /source}, {name: workspace, mountPath: /workspace}]
  - name: package
    image: maven:3.9
    workingDir: /workspace
    command: [mvn, package]
    volumeMounts: [{name: workspace, mountPath: /workspace}]
  containers:
  - name: app
    image: gcr.io/kaniko-project/executor:v1.23.2
    args: [--dockerfile=Dockerfile, --context=dir:///workspace, --destination=registry.default.svc:5000/rg:1]
    volumeMounts: [{name: workspace, mountPath: /workspace}]
  volumes:
  - {name: workspace, emptyDir: {}}
  - {name: source, configMap: {name: source}}
`,
  outcome(w) {
    w.until('built', () => w.pod('build').status.phase === 'Succeeded', 300_000)
    expect(w.log('build', 'source')).toEqual(['Dockerfile', 'pom.xml'])
    expect(w.log('build', 'package').at(-1)).toBe('[INFO] BUILD SUCCESS')
    const log = w.log('build')
    expect(log.some((line) => line.includes('COPY --from=build'))).toBe(true)
    expect(log.at(-1)).toContain('Pushed registry.default.svc:5000/rg:1')
  },
}
