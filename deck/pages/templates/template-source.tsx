import { Button, SegmentedControl } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { Template } from '../../data/templates.ts'
import { copyText } from '../../ui/clipboard.ts'
import { download } from '../../ui/download.ts'
import { usePreference } from '../../ui/preference.ts'
import { Loading } from '../../ui/states.tsx'
import { type Language, writeText } from '../editor/document/text.ts'
import { contentOfTemplate } from './template-text.ts'

const TemplateCode = lazy(() =>
  import('./template-code.tsx').then(({ TemplateCode: component }) => ({ default: component })),
)

/** A template as it is written, to read and to take along. */
export const TemplateSource = ({ template }: { template: Template }) => {
  const [language, setLanguage] = usePreference<Language>('deck.templates.language', 'yaml')
  const text = writeText(contentOfTemplate(template), language)
  return (
    <div className="stack">
      <div className="row tight">
        <SegmentedControl
          size="xs"
          aria-label="Written as"
          value={language}
          onChange={(next) => setLanguage(next as Language)}
          data={[
            { value: 'yaml', label: 'YAML' },
            { value: 'json', label: 'JSON' },
          ]}
        />
        <Button size="compact-sm" variant="default" onClick={() => void copyText(text, 'Template')}>
          Copy
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => download(`${template.id}.${language}`, text)}>
          Download
        </Button>
      </div>
      <Suspense fallback={<Loading />}>
        <TemplateCode key={language} language={language} text={text} />
      </Suspense>
    </div>
  )
}
