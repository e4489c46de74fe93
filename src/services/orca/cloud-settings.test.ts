import { describe, expect, it } from 'vitest'
import { cloudSettings } from './cloud-settings.ts'
import { orcaConfigSchema } from './index.ts'

const settingsOf = (config: unknown) => cloudSettings(orcaConfigSchema.parse(config))

describe('what operators set of cloud stages', () => {
  it('may be written with dashes or in camel case', () => {
    const dashed = settingsOf({
      tasks: {
        'monitor-kato-task': { 'terminal-retries': false },
        'wait-for-cluster-disable': { 'enforce-disabled-flag': { enabled: true } },
        clouddriver: { 'check-if-application-exists-task': { 'check-clouddriver': false } },
      },
      stages: { 'create-server-group-stage': { 'force-cache-refresh': { enabled: false } } },
      'traffic-guards': { 'min-capacity-ratio': '0.4' },
      'server-group': { resize: { 'match-instances-size': true } },
      'find-image': { 'default-resolve-missing-locations': true },
      default: { 'security-groups': ['common'] },
    })
    const camel = settingsOf({
      tasks: {
        monitorKatoTask: { terminalRetries: false },
        waitForClusterDisable: { enforceDisabledFlag: { enabled: true } },
        clouddriver: { checkIfApplicationExistsTask: { checkClouddriver: false } },
      },
      stages: { 'create-server-group-stage': { forceCacheRefresh: { enabled: false } } },
      trafficGuards: { minCapacityRatio: '0.4' },
      serverGroup: { resize: { matchInstancesSize: true } },
      findImage: { defaultResolveMissingLocations: true },
      default: { securityGroups: ['common'] },
    })
    for (const settings of [dashed, camel]) {
      expect(settings).toMatchObject({
        resumesOperations: false,
        awaitsDisabledFlag: true,
        matchesInstanceCount: true,
        leastCapacityRatio: 0.4,
        resolvesMissingLocations: true,
        applicationCheck: { asksClouddriver: false },
        deploy: { securityGroups: ['common'] },
      })
      expect(settings.refreshes('create-server-group-stage')).toBe(false)
      expect(settings.refreshes('resize-server-group-stage')).toBe(true)
    }
  })

  it('of deployment monitors, too', () => {
    const monitor = { id: 'logs', name: 'Logs', baseUrl: 'http://logs.example' }
    const { 'monitored-deploy': found } = orcaConfigSchema.parse({
      monitoredDeploy: { enabled: true, deploymentMonitors: [{ ...monitor, failOnError: false }] },
    })
    expect(found).toMatchObject({ enabled: true, 'deployment-monitors': [{ id: 'logs', failOnError: false }] })
    const { 'monitored-deploy': dashed } = orcaConfigSchema.parse({
      'monitored-deploy': { 'deployment-monitors': [{ id: 'logs', name: 'Logs', 'base-url': 'http://logs.example' }] },
    })
    expect(dashed).toMatchObject({ enabled: false, 'deployment-monitors': [monitor] })
  })
})
