export { type Event, eventSchema, isJson, type Json, json } from './event.ts'
export { createIntake, type Intake } from './intake.ts'
