import { readHalconfig } from '../../halconfig/index.ts'
import type { Deployment, Node } from '../../schema/index.ts'
import type { Command, Invocation } from '../command.ts'
import { masked } from './mask.ts'
import { type Place, valueAt } from './place.ts'

/** The completed deployment that a command is about. */
export const deploymentOf = ({ home, deployment }: Pick<Invocation, 'home' | 'deployment'>): Deployment =>
  readHalconfig(home).deployment(deployment)

/** A command that shows a node with its defaults, secrets as `***`. */
export const shows =
  (place: Place, node: Node, title: string): NonNullable<Command['run']> =>
  async (invocation) => {
    const value = masked(node, valueAt(deploymentOf(invocation), place))
    invocation.say.success(title)
    invocation.say.data(value)
  }
