import { expect, it } from 'vitest'
import { routeOf } from './route.ts'

it.each([
  ['/aws/ec2/group', '/aws/ec2/group'],
  ['/aws/ec2/group/sig-1', '/aws/ec2/group/{id}'],
  ['/aws/ec2/group/sig-1/roll/sbgd-1/status', '/aws/ec2/group/{id}/roll/{id}/status'],
  ['/aws/ec2/group/sig-1/statefulInstance/ssi-1/pause', '/aws/ec2/group/{id}/statefulInstance/{id}/pause'],
  ['/aws/ec2/group/autoScalingGroup/import', '/aws/ec2/group/autoScalingGroup/import'],
  ['/aws/ec2/group/instance/import', '/aws/ec2/group/instance/import'],
  ['/aws/ec2/instance/i-1/lock', '/aws/ec2/instance/{id}/lock'],
  ['/aws/ec2/instance/interruption', '/aws/ec2/instance/interruption'],
  ['/gcp/gce/instance/web-1/unlock', '/gcp/gce/instance/{id}/unlock'],
  ['/azure/compute/group/sig-1/vm/web-1/protection', '/azure/compute/group/{id}/vm/{id}/protection'],
  ['/aws/costs', '/aws/costs'],
])('Spot counts calls of %s under %s', (path, route) => {
  expect(routeOf(path)).toBe(route)
})
