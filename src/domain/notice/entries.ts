import { findLabels, type Labelled } from './labels.ts'
import type { Line } from './lines.ts'
import type { Names } from './names.ts'
import type { Entry } from './outline.ts'

// What the entries of a numbered list have for those below them.

/** What a heading says for everything below it. */
export interface Above {
  readonly path: readonly string[]
  readonly section: string
  readonly names: Names | null
  readonly deadlineWords: string | null
  readonly receiverWords: string | null
  /** Whether entries beside this one begin with a known unit and a colon: then 市轨道公司: names one too. */
  readonly amongUnits?: boolean
  /** Whether what stands here is what is wrong: a sentence that begins with a unit is that unit's problem. */
  readonly wrong?: boolean
}

export const nobody: Names = { units: [], groups: [] }
export const isLead = ({ kind }: Labelled): boolean => kind === 'lead'
export const headEnd = (entry: Entry): number => entry.lines[0]?.end ?? entry.from
export const linesEnd = (entry: Entry): number => entry.lines.at(-1)?.end ?? entry.from

/** The line after the first that begins with 责任单位:. */
export const ownLineLead = (entry: Entry): Line | undefined =>
  entry.lines.slice(1).find((line) => {
    const [first] = findLabels(line.text)
    return first !== undefined && isLead(first) && first.from === 0
  })
