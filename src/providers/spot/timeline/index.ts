export { timelineOf, timelinePeriod, timelineQuery } from './timeline.ts'
