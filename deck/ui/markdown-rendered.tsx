import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'

const Rendered = ({ text }: { text: string }) => (
  <div className="markdown">
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      components={{
        a: ({ href, children }) => (
          <a href={href} target="_blank" rel="noreferrer noopener">
            {children}
          </a>
        ),
        // A picture would tell a stranger's server who reads this.
        img: ({ alt }) => <span className="quiet">{alt}</span>,
      }}
    >
      {text}
    </ReactMarkdown>
  </div>
)

export default Rendered
