import type { AcknowledgementTable, SubmissionTable } from './submissions.ts'
import type { AssignmentTable } from './assignments.ts'
import type { BroadcastTable, BroadcastUnitTable } from './broadcasts.ts'
import type { ChannelTable } from './channels.ts'
import type { ChainTable, EventTable } from './events.ts'
import type { FileTable } from './files.ts'
import type { InboxTable } from './inbox.ts'
import type { AttemptTable } from './attempts.ts'
import type { InviteTable } from './invites.ts'
import type { ItemTable } from './items.ts'
import type { LeaseTable } from './lease.ts'
import type { AddressTable, AppointmentTable, MemberTable } from './members.ts'
import type { MessageTable } from './messages.ts'
import type { NoticeTable } from './notices.ts'
import type { QuestionTable } from './questions.ts'
import type { RosterTable } from './roster.ts'
import type { RunTable } from './runs.ts'
import type { SettingTable } from './settings.ts'
import type { StrikeTable } from './strikes.ts'
import type { AliasTable, UnitTable } from './units.ts'

/** One line a table; its interface stands beside its queries. */
export interface Database {
  setting: SettingTable
  unit: UnitTable
  alias: AliasTable
  member: MemberTable
  appointment: AppointmentTable
  address: AddressTable
  invite: InviteTable
  attempt: AttemptTable
  roster: RosterTable
  file: FileTable
  notice: NoticeTable
  question: QuestionTable
  item: ItemTable
  assignment: AssignmentTable
  submission: SubmissionTable
  acknowledgement: AcknowledgementTable
  broadcast: BroadcastTable
  broadcast_unit: BroadcastUnitTable
  inbox: InboxTable
  message: MessageTable
  channel: ChannelTable
  run: RunTable
  lease: LeaseTable
  event: EventTable
  chain: ChainTable
  strike: StrikeTable
}
