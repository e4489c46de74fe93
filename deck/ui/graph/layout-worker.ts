import { type Box, layoutOf } from './layout.ts'

// What is laid out beside the page: a thousand stages are no reason for it to stand still.
addEventListener('message', ({ data }: MessageEvent<{ id: number; boxes: readonly Box[] }>) => {
  postMessage({ id: data.id, placed: layoutOf(data.boxes) })
})
