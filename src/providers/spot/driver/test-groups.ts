/** Groups as tests create them, one a cloud: two machines, room up to six, behind one load balancer. */

export const awsGroup = () => ({
  name: 'demo-main-v000',
  region: 'us-east-1',
  capacity: { minimum: 1, maximum: 6, target: 2, unit: 'instance' },
  strategy: { risk: 100, availabilityVsCost: 'costOriented', drainingTimeout: 60 },
  compute: {
    product: 'Linux/UNIX',
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large'] },
    availabilityZones: [{ name: 'us-east-1a', subnetIds: ['subnet-1'] }],
    launchSpecification: {
      imageId: 'ami-0000000000000a001',
      securityGroupIds: ['sg-1'],
      monitoring: false,
      healthCheckType: 'TARGET_GROUP',
      tags: [{ tagKey: 'app', tagValue: 'demo' }],
      loadBalancersConfig: {
        loadBalancers: [
          { type: 'TARGET_GROUP', name: 'web-tg', arn: 'arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/1' },
        ],
      },
    },
  },
})

export const gcpGroup = () => ({
  name: 'demo-main-v000',
  capacity: { minimum: 1, maximum: 6, target: 2, unit: 'instance' },
  strategy: { preemptiblePercentage: 100, fallbackToOd: true, drainingTimeout: 60, provisioningModel: 'SPOT' },
  compute: {
    availabilityZones: ['us-central1-a', 'us-central1-b'],
    subnets: [{ region: 'us-central1', subnetNames: ['default'] }],
    instanceTypes: { ondemand: 'n1-standard-1', preemptible: ['n1-standard-2'] },
    launchSpecification: {
      disks: [
        { deviceName: 'data', boot: false, source: 'projects/demo/zones/us-central1-a/disks/data' },
        {
          boot: true,
          autoDelete: true,
          initializeParams: { sourceImage: 'projects/demo/global/images/demo-1', diskSizeGb: 20 },
        },
      ],
      networkInterfaces: [{ network: 'default', projectId: 'demo' }],
      backendServiceConfig: { backendServices: [{ backendServiceName: 'web', locationType: 'global' }] },
      labels: [{ key: 'app', value: 'demo' }],
      metadata: [{ key: 'startup', value: 'now' }],
    },
  },
})

export const azureGroup = () => ({
  name: 'demo-main-v000',
  region: 'eastus',
  resourceGroupName: 'demo-rg',
  capacity: { minimum: 1, maximum: 6, target: 2 },
  strategy: { spotPercentage: 100, fallbackToOd: true, drainingTimeout: 60, availabilityVsCost: 100 },
  health: { autoHealing: true, healthCheckTypes: ['vmState'], gracePeriod: 180 },
  compute: {
    os: 'Linux',
    zones: ['1', '2'],
    vmSizes: { odSizes: ['standard_a1_v2'], spotSizes: ['standard_a1_v2', 'standard_a2_v2'] },
    launchSpecification: {
      image: {
        gallery: {
          resourceGroupName: 'demo-rg',
          galleryName: 'demo-gallery',
          imageName: 'web',
          version: '1.0.0',
          spotAccountId: 'act-images',
        },
      },
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
