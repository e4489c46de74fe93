/** Hands the person a file. */
export const download = (name: string, content: string, type = 'text/plain'): void => {
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name.replaceAll(/[^\w.-]+/g, '-')
  link.click()
  URL.revokeObjectURL(url)
}
