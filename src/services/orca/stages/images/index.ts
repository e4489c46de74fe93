import type { StageDefinition } from '../../stage.ts'
import { findImage } from './find-image.ts'
import { findImageFromTags } from './find-image-from-tags.ts'
import { upsertImageTags } from './upsert-image-tags.ts'

/** Stages about machine images. */
export const imageStages: readonly StageDefinition[] = [findImage, findImageFromTags, upsertImageTags]
