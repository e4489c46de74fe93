import { Component, type ReactNode } from 'react'

interface ContainedProps {
  readonly children: ReactNode
  /** What stands in for it when it breaks; nothing unless given. */
  readonly instead?: (error: Error, again: () => void) => ReactNode
}

/** A part that may break without taking what is around it along. */
export class Contained extends Component<ContainedProps, { error?: Error }> {
  override state: { error?: Error } = {}

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    return this.props.instead?.(error, () => this.setState({ error: undefined as never })) ?? null
  }
}
