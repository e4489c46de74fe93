/** A group of Spot VMs on Azure as the tests create it. */
export const azureGroup = () => ({
  name: 'demo-main-v000',
  region: 'eastus',
  resourceGroupName: 'demo-rg',
  capacity: { target: 2, minimum: 1, maximum: 6 },
  strategy: { spotPercentage: 100, fallbackToOd: true, drainingTimeout: 60, availabilityVsCost: 100 },
  health: { autoHealing: true, healthCheckTypes: ['vmState'], gracePeriod: 180, unhealthyDuration: 120 },
  compute: {
    os: 'Linux',
    zones: ['1', '2'],
    vmSizes: { odSizes: ['standard_a1_v2'], spotSizes: ['standard_a1_v2', 'standard_a2_v2'] },
    launchSpecification: {
      image: { marketplace: { publisher: 'Canonical', offer: 'UbuntuServer', sku: '18.04-LTS', version: 'latest' } },
      network: {
        resourceGroupName: 'demo-rg',
        virtualNetworkName: 'vnet',
        networkInterfaces: [
          { isPrimary: true, subnetName: 'default', securityGroup: { name: 'web-sg', resourceGroupName: 'demo-rg' } },
        ],
      },
      loadBalancersConfig: {
        loadBalancers: [{ type: 'loadBalancer', name: 'web-lb', resourceGroupName: 'demo-rg', sku: 'Standard' }],
      },
      tags: [{ tagKey: 'app', tagValue: 'demo' }],
      login: { userName: 'demo', sshPublicKey: 'ssh-rsa AAAA' },
    },
  },
})
