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

/**
 * private: it shows what others of a group must not read, so that it is answered in a single chat only. anywhere: it may be
 * said in a group, where its answer names numbers and states and nothing else.
 */
export type Where = 'private' | 'anywhere'

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
  /** Whether others read along: the answer names numbers and states only. */
  readonly inGroup: boolean
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
  /** The summary in English, for the menu of a platform whose user reads English. */
  readonly english: string
  readonly rights: Rights
  readonly where: Where
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

/** A line of a platform's menu. */
export interface MenuLine {
  /** The Latin name. */
  readonly command: string
  readonly summary: { readonly zh: string; readonly en: string }
}

/** The commands that have a Latin name, as a platform's menu shows them. */
export const menuFor = (commands: readonly Command[]): MenuLine[] =>
  commands.flatMap(({ aliases, summary, english }) => {
    const command = aliases.find((alias) => /^[a-z0-9_]{1,32}$/.test(alias))
    return command === undefined ? [] : [{ command, summary: { zh: summary, en: english } }]
  })

/** `整改 编号 [说明]` */
export const usageOf = (command: Command): string =>
  [command.name, ...Object.values(command.args).map((arg) => arg.shape)].filter((part) => part !== '').join(' ')
