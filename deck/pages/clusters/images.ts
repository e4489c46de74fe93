import type { ServerGroup } from '../../data/shapes.ts'

/** What a server group runs, as its cloud names it. */
export const imagesOf = ({ buildInfo, image }: ServerGroup): string[] =>
  buildInfo?.images?.length ? buildInfo.images : [image?.name ?? image?.imageId ?? []].flat()
