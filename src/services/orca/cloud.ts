import type { ClouddriverClient, InstanceView, ServerGroupView } from '../clouddriver/client.ts'
import type { Json } from './model.ts'
import type { NewStage, StageView } from './stage.ts'

/** The image that earlier stages, or the trigger's pipeline, found for a deploy. */
export interface FoundImage {
  readonly amiName?: string
  readonly imageId?: string
}

/**
 * What one cloud adds to the stages that every cloud has. All of it is optional: a cloud that is not named in
 * `clouds/index.ts` gets what is common to all.
 */
export interface Cloud {
  /** Spinnaker's provider id, e.g. `aws`. */
  readonly id: string
  /** The type of health by which the platform itself speaks, e.g. `Amazon`. */
  readonly platformHealth?: string
  /** Whether a finished creation must say what it made; most do. */
  readonly creationTellsNames?: boolean
  /** Whether a deploy with this strategy keeps its new group at the size of the one before until that one is gone. */
  pinsWhileDeploying?(strategy: string): boolean
  /** Stages before a deploy. */
  beforeDeploy?(deployment: Json): readonly NewStage[]
  /** The operations that create a server group, in their order. @throws without an image, where one is needed */
  createOperations?(
    deployment: Json,
    find: (region?: string) => FoundImage,
    services: { clouddriver: ClouddriverClient; defaults: DeployDefaults },
  ): Promise<Json[]> | Json[]
  /** Operations that come before a clone. */
  beforeClone?(description: Json, defaults: DeployDefaults): readonly Json[]
  /** What is to be changed in the launch settings of a group, as operations. */
  launchSettingsOperations?(
    operation: string,
    context: Json,
    find: (region?: string) => FoundImage,
    defaults: DeployDefaults,
  ): readonly Json[]
  /** Stages around the resize of one group; `context` is that of the resizing stage. */
  aroundResize?(context: Json, hasFixedTarget: boolean): { readonly before: NewStage; readonly after: NewStage }
  /** The operations that take a group of a cluster down to nothing. */
  scaleDownOperations?(group: ServerGroupView, resize: Json): readonly Json[]
  /** The capacity to set when a pinned group gets its minimum back. */
  restoredCapacity?(current: Json, snapshot: Json, min: number): Json
  /** How automatic scaling is kept off groups for the time of a deploy; absent where it can't be. */
  readonly scalingPause?: ScalingPause
  /** Whether groups of an account, as Clouddriver describes it, can be taken out of traffic; those of other clouds can. */
  leavesTraffic?(account: Json): boolean
  readonly images?: CloudImages
  /** By how much an instance counts towards the size of its group, where that is not a number of instances. */
  weightOf?(group: ServerGroupView, instance: InstanceView): number
  /** Whether nobody waits for the instances of a group, e.g. because they come when they are cheap. */
  comesWhenItComes?(stage: StageView, group: ServerGroupView): boolean
}

export interface ScalingPause {
  isPaused(group: ServerGroupView): boolean
  /** Whether the group may be kept from scaling without meaning something else by it. */
  mayPause(group: ServerGroupView): boolean
  /** The operations; `group` is how operations name it. */
  suspend(group: Json): Json
  resume(group: Json): Json
}

/** How a cloud keeps images and their tags. */
export interface CloudImages {
  /** Whose images they are, when a cloud runs those of another. */
  readonly provider?: string
  /** What to look for by; the stage's `packageName` without it. */
  readonly searchBy?: (settings: Json) => string | undefined
  /** Of the images found, the latest one first, those to use: one for each region, or one for all. */
  choose(images: readonly Json[], settings: Json): readonly Json[]
  /** Artifacts that are images, by their types; where nothing else found one, a deploy takes the nearest of its region. */
  readonly artifactTypes?: readonly string[]
  /** Tags that belong to the bake. */
  readonly builtInTags?: readonly string[]
  /** How an image is tagged; absent where it can't be. */
  tag?(
    image: Json,
    tags: Json,
    where: { account: string | undefined; defaults: DeployDefaults },
  ): {
    readonly operations: readonly Json[]
    /** The image as the wait for its tags looks for it. */
    readonly target: Json
  }
  isTagged?(image: Json, target: Json): boolean
}

/** What operators set for deploys (`orca.yml`: `default`). */
export interface DeployDefaults {
  readonly bakeAccount: string
  readonly securityGroups: readonly string[]
}
