/** A group on Google Cloud as the tests create it. */
export const gcpGroup = () => ({
  name: 'demo-main-v000',
  description: 'A demo',
  capacity: { target: 2, minimum: 1, maximum: 6, unit: 'instance' },
  strategy: { preemptiblePercentage: 75, fallbackToOd: true, drainingTimeout: 60, provisioningModel: 'SPOT' },
  compute: {
    availabilityZones: ['us-central1-a', 'us-central1-b'],
    subnets: [{ region: 'us-central1', subnetNames: ['default'] }],
    instanceTypes: { ondemand: 'n1-standard-1', preemptible: ['n1-standard-2'] },
    launchSpecification: {
      disks: [
        {
          boot: true,
          autoDelete: true,
          initializeParams: { sourceImage: 'projects/demo/global/images/demo-1', diskSizeGb: 20 },
        },
      ],
      networkInterfaces: [{ network: 'default', projectId: 'demo' }],
      backendServiceConfig: { backendServices: [{ backendServiceName: 'web', locationType: 'global' }] },
      labels: [{ key: 'app', value: 'demo' }],
      tags: ['http-server'],
    },
  },
})
