import accept from './accept.ts'
import acknowledge from './acknowledge.ts'
import answer from './answer.ts'
import broadcast from './broadcast.ts'
import bind from './bind.ts'
import callSheet from './call-sheet.ts'
import chase from './chase.ts'
import type { Command } from './command.ts'
import common from './common.ts'
import dismiss from './dismiss.ts'
import help from './help.ts'
import importNotice from './import.ts'
import interview from './interview.ts'
import invite from './invite.ts'
import items from './items.ts'
import me from './me.ts'
import onBehalf from './on-behalf.ts'
import overdue from './overdue.ts'
import policy from './policy.ts'
import preview from './preview.ts'
import publish from './publish.ts'
import receipts from './receipts.ts'
import returnIt from './return.ts'
import review from './review.ts'
import roster from './roster.ts'
import show from './show.ts'
import status from './status.ts'
import submit from './submit.ts'
import summary from './summary.ts'
import units from './units.ts'
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
  onBehalf,
  broadcast,
  receipts,
  chase,
  callSheet,
  policy,
  overdue,
  interview,
  summary,
  status,
  units,
  invite,
  roster,
  dismiss,
  bind,
  me,
  help,
]
