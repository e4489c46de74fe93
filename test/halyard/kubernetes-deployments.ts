/** Deployments that between them have everything that a manifest may hold, as lines of deploymentEnvironment, with the service settings of each. */
export const everything: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['a plain deployment', '', {}],
  [
    'one of the original images',
    '',
    { rosco: 'artifactId: example.com/rosco:1\n', gate: 'artifactId: example.com/gate:1\nenv: {TOKEN: x}\n' },
  ],
  [
    'one with all that the halconfig may say',
    `    size: LARGE
    livenessProbeConfig: {enabled: true, initialDelaySeconds: 30}
    haServices: {clouddriver: {enabled: true}, echo: {enabled: true}}
    customSizing: {spin-gate: {replicas: 2, limits: {cpu: '1', memory: 1Gi}, requests: {cpu: 250m, memory: 512Mi}}}
    sidecars: {gate: [{name: proxy, dockerImage: 'proxy:1', port: 9999, env: {A: 1}, args: [x], mountPath: /etc/gate, secretVolumeMounts: [{secretName: s, mountPath: /s}], configMapVolumeMounts: [{configMapName: c, mountPath: /c}], securityContext: {privileged: true}}]}
    initContainers: {gate: [{name: wait, image: busybox}]}
    hostAliases: {gate: [{ip: 10.0.0.1, hostnames: [git.local]}]}
    affinity: {gate: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: zone, labelSelector: {matchLabels: {app: spin}}}}]}}}
    tolerations: {gate: [{key: dedicated, operator: Equal, value: cd, effect: NoSchedule}]}
    nodeSelectors: {disk: ssd}
`,
    {
      gate: `kubernetes:
  imagePullSecrets: [pull]
  nodeSelector: {pool: blue}
  podAnnotations: {a: b}
  podLabels: {team: delivery}
  serviceLabels: {a: b}
  serviceAnnotations: {c: d}
  volumes: [{id: certs, mountPath: /certs}, {id: cache, type: emptyDir, mountPath: /cache}, {id: map, type: configMap, mountPath: /map}, {id: disk, type: persistentVolumeClaim, mountPath: /disk}]
  serviceAccountName: spinnaker
  serviceType: NodePort
  nodePort: 30080
  securityContext: {runAsUser: 1000, fsGroup: 65533}
  deploymentStrategy: {type: rollingUpdate, strategySettings: {maxSurge: 2, maxUnavailable: 50%}}
`,
      echo: 'kubernetes: {useTcpProbe: true}\n',
      orca: 'kubernetes: {customHealthCheckExecCommands: [check, it]}\n',
    },
  ],
]
