import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

const pod = (stage: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: wildfly-${stage}}
spec:
  initContainers:
  - name: init
    image: k8spatterns/example-configuration-template-init
    volumeMounts:
    - {name: template, mountPath: /in/standalone.xml, subPath: standalone.xml}
    - {name: parameters, mountPath: /params}
    - {name: config, mountPath: /out}
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c, "cat /config/standalone.xml; sleep 1000"]
    volumeMounts: [{name: config, mountPath: /config}]
  volumes:
  - {name: template, configMap: {name: wildfly-template}}
  - {name: parameters, configMap: {name: wildfly-parameters-${stage}}}
  - {name: config, emptyDir: {}}
`

const parameters = (stage: string, format: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: {name: wildfly-parameters-${stage}}
data: {config.yml: "logFormat: '${format}'"}
`

export const processed: CorpusCase = {
  title: 'an init container fills one template; development and production differ in their parameters alone',
  manifests: [
    `
apiVersion: v1
kind: ConfigMap
metadata: {name: wildfly-template}
data:
  standalone.xml: |
    <server>
      <formatter pattern="{{(datasource "config").logFormat}}"/>
    </server>
`,
    parameters('dev', 'COLOR: %m'),
    parameters('prod', '%d %m'),
    pod('dev'),
    pod('prod'),
  ].join('---'),
  outcome(w) {
    for (const [stage, format] of [
      ['dev', 'COLOR: %m'],
      ['prod', '%d %m'],
    ]) {
      w.untilState(`wildfly-${stage}`, '1/1 Running 0', 60_000)
      w.run(1_000)
      expect(w.log(`wildfly-${stage}`)).toEqual(['<server>', `  <formatter pattern="${format}"/>`, '</server>'])
    }
  },
}
