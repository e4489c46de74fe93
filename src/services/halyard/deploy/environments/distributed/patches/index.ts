export { type Customization, customize, type Patch, uncustomized } from './customization.ts'
export { operatorPatches, readCustomization } from './read.ts'
