import { type Call, type Route, route } from '../routes/route.ts'

/** Groups as they would be for what is on Azure already; nothing is made. Every name is taken for one that is there. */
export function importRoutes(path: string): Route[] {
  const at = `${path}/import/resourceGroup/:resourceGroupName`
  const balancer = (call: Call, type: 'loadBalancer' | 'applicationGateway', name: string | undefined) => ({
    type,
    name,
    resourceGroupName: call.params.resourceGroupName,
    backendPoolNames: [call.params.backendPoolName],
  })
  return [
    route('GET', `${at}/scaleSet/:scaleSetName`, (call) => ({
      kind: 'azure:compute:elastigroup:importScaleSet',
      items: [converted(call, call.params.scaleSetName)],
    })),
    route('GET', `${at}/virtualMachine/:virtualMachineName`, (call) => ({
      kind: 'azure:compute:elastigroup:importVirtualMachine',
      items: [converted(call, call.params.virtualMachineName)],
    })),
    route('GET', `${at}/loadBalancer/:loadBalancerName/backendPool/:backendPoolName`, (call) => {
      const { loadBalancerName } = call.params
      const balancers = [balancer(call, 'loadBalancer', loadBalancerName)]
      return { kind: 'azure:compute:group:importLoadBalancer', items: [converted(call, loadBalancerName, balancers)] }
    }),
    route('GET', `${at}/applicationGateway/:gatewayName/backendPool/:backendPoolName`, (call) => {
      const { gatewayName } = call.params
      const balancers = [balancer(call, 'applicationGateway', gatewayName)]
      return { kind: 'azure:compute:group:importApplicationGateway', items: [converted(call, gatewayName, balancers)] }
    }),
  ]
}

function converted({ params }: Call, name: string | undefined, loadBalancers: object[] = []) {
  const { resourceGroupName } = params
  return {
    name,
    region: 'eastus',
    resourceGroupName,
    capacity: { target: 1, minimum: 0, maximum: 1 },
    strategy: { spotPercentage: 100, fallbackToOd: true },
    compute: {
      os: 'Linux',
      vmSizes: { odSizes: ['standard_a1_v2'], spotSizes: ['standard_a1_v2'] },
      launchSpecification: {
        image: { custom: { resourceGroupName, name: 'imported' } },
        ...(loadBalancers.length > 0 ? { loadBalancersConfig: { loadBalancers } } : {}),
      },
    },
  }
}
