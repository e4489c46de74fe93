import type { ServerGroup } from '../../data/shapes.ts'

/** What a server group runs, as its cloud names it. */
export const imagesOf = ({ buildInfo, image }: ServerGroup): string[] =>
  buildInfo?.images?.length ? buildInfo.images : [image?.name ?? image?.imageId ?? []].flat()

/** The build where one is known, else the image. */
export const buildOf = (group: ServerGroup): string => {
  const { jenkins } = group.buildInfo ?? {}
  const images = imagesOf(group).join(', ')
  return jenkins?.number ? [`#${jenkins.number}`, images].filter(Boolean).join(' · ') : images
}
