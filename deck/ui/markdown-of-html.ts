/** Texts written for the stock deck may carry HTML. What of it has a meaning in Markdown is kept, the rest is read as text. */
export const markdownOfHtml = (text: string): string => {
  if (!/<\/?[a-z][^<>]*>/i.test(text)) return text
  // A document made by the parser is inert: nothing in it runs or is fetched.
  return wordsOf(new DOMParser().parseFromString(text, 'text/html').body).trim()
}

const wordsOf = (node: Node): string => {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? ''
  if (!(node instanceof Element)) return ''
  const inside = [...node.childNodes].map(wordsOf).join('')
  switch (node.localName) {
    case 'script':
    case 'style':
      return ''
    case 'br':
      return '  \n'
    case 'p':
    case 'div':
    case 'ul':
    case 'ol':
      return `\n\n${inside}\n\n`
    case 'li':
      return `\n- ${inside.trim()}`
    case 'b':
    case 'strong':
      return inside.trim() && `**${inside.trim()}**`
    case 'i':
    case 'em':
      return inside.trim() && `*${inside.trim()}*`
    case 'code':
      return inside.trim() && `\`${inside}\``
    case 'a':
      return `[${inside}](<${node.getAttribute('href') ?? ''}>)`
    default:
      return inside
  }
}
