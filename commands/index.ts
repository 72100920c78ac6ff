import accept from './accept.ts'
import acknowledge from './acknowledge.ts'
import answer from './answer.ts'
import type { Command } from './command.ts'
import common from './common.ts'
import help from './help.ts'
import importNotice from './import.ts'
import items from './items.ts'
import me from './me.ts'
import overdue from './overdue.ts'
import preview from './preview.ts'
import publish from './publish.ts'
import returnIt from './return.ts'
import review from './review.ts'
import show from './show.ts'
import submit from './submit.ts'
import summary from './summary.ts'
import withdraw from './withdraw.ts'

/** One line a command, in the order in which 帮助 lists them. */
export const commands: readonly Command[] = [
  importNotice,
  preview,
  answer,
  publish,
  items,
  common,
  show,
  acknowledge,
  submit,
  withdraw,
  review,
  accept,
  returnIt,
  overdue,
  summary,
  me,
  help,
]
