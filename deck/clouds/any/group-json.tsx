import { JsonBlock } from '../../ui/json.tsx'
import type { GroupProps } from '../cloud.ts'

export const GroupJson = ({ group }: GroupProps) => <JsonBlock value={group} label="Server group as JSON" />
