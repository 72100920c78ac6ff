import type { Transaction } from 'kysely'

import type { Event } from '#db/events.ts'
import type { InboxRow } from '#db/inbox.ts'
import type { Database } from '#db/schema.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { ChannelStates } from '#src/domain/channel-state.ts'
import type { IsoDate } from '#src/domain/dates.ts'
import type { Instant } from '#src/domain/instant.ts'
import type { Member, Role } from '#src/domain/member.ts'
import type { FileRef, Message } from '#src/domain/message.ts'

import type { Arg } from './args.ts'

export type Args = Readonly<Record<string, Arg<unknown>>>
export type Read<A extends Args> = { readonly [K in keyof A]: A[K] extends Arg<infer T> ? T : never }

/**
 * Who may use a command: everyone; holders of a role; officers of the supervision office. What it may touch is checked
 * again in its transaction, on the rows themselves.
 */
export type Rights = 'everyone' | readonly (Role | 'supervision')[]

/** What a command may know besides its transaction and its arguments. */
export interface CommandContext {
  /** Business time. */
  readonly now: Instant
  readonly today: IsoDate
  readonly calendar: Calendar
  readonly member: Member
  readonly incoming: InboxRow
  readonly supervisionOfficeId: number | null
  /** How each channel stands, by name. */
  readonly channels: () => ChannelStates
  /** The commands the member may use, for 帮助. */
  readonly commands: readonly Command[]
  /** The text of a file that came with the message. Refuses what it cannot read. */
  readonly readDocument: (file: FileRef) => Promise<string>
  /** The rows of a sheet (.csv) that came with the message. Refuses what is none. */
  readonly readSheet: (file: FileRef) => Promise<readonly (readonly string[])[]>
  /** Writes an event at the end of the transaction; `by` only where the speaker became a member in it. */
  readonly record: (event: Omit<Event, 'at' | 'by'> & { readonly by?: number }) => void
}

/** A chat command as data and one function: help, menus, usage errors and docs/commands.md come from the data. */
export interface Command<A extends Args = Args> {
  readonly name: string
  /** Other names; the Latin one is Telegram's. */
  readonly aliases: readonly string[]
  readonly summary: string
  readonly examples: readonly string[]
  readonly rights: Rights
  readonly args: A
  readonly run: (trx: Transaction<Database>, ctx: CommandContext, args: Read<A>) => Promise<Message>
}

export const defineCommand = <A extends Args>(command: Command<A>): Command => command as unknown as Command

/** Whether a member may use a command at all. */
export const mayUse = (member: Member, rights: Rights, supervisionOfficeId: number | null): boolean => {
  if (rights === 'everyone') return true
  return member.appointments.some(
    ({ role, unitId }) =>
      rights.includes(role) ||
      (rights.includes('supervision') && role === 'officer' && unitId !== null && unitId === supervisionOfficeId),
  )
}

/** `整改 编号 [说明]` */
export const usageOf = (command: Command): string =>
  [command.name, ...Object.values(command.args).map((arg) => arg.shape)].filter((part) => part !== '').join(' ')
