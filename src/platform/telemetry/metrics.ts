import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** The process's Prometheus metrics; every service adds to the same registry. Asking twice for a name gives the same metric. */
export interface Metrics {
  readonly registry: Registry
  counter(name: string, help: string, labels?: readonly string[]): Counter
  gauge(name: string, help: string, labels?: readonly string[]): Gauge
  histogram(name: string, help: string, labels?: readonly string[], buckets?: readonly number[]): Histogram
}

/** Times are in seconds, as Prometheus wants them. */
const latencyBuckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    counter: (name, help, labels = []) =>
      (registry.getSingleMetric(name) as Counter | undefined) ??
      new Counter({ name, help, labelNames: [...labels], registers }),
    gauge: (name, help, labels = []) =>
      (registry.getSingleMetric(name) as Gauge | undefined) ??
      new Gauge({ name, help, labelNames: [...labels], registers }),
    histogram: (name, help, labels = [], buckets = latencyBuckets) =>
      (registry.getSingleMetric(name) as Histogram | undefined) ??
      new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers }),
  }
}
