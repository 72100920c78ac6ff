import type { Kysely, Transaction } from 'kysely'
import type { Logger } from 'pino'

import { type Command, type CommandContext, mayUse } from '#commands/command.ts'
import { matchCommand, usageSaid } from '#commands/match.ts'
import { appendEvents, type Event } from '#db/events.ts'
import { fileBytes } from '#db/files.ts'
import { type InboxRow, takeIncoming } from '#db/inbox.ts'
import { memberAt } from '#db/members.ts'
import { enqueue, saidSince } from '#db/messages.ts'
import type { Database } from '#db/schema.ts'
import type { Settings } from '#db/settings.ts'
import { unitName } from '#db/units.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { ChannelStates } from '#src/domain/channel-state.ts'
import { dateAt, type Instant, minutesBefore } from '#src/domain/instant.ts'
import { type Member, nobody, roleNames } from '#src/domain/member.ts'
import { type Message, say } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { emptySaid, endedSaid, failedSaid, looseFileSaid, notAllowedSaid, unboundSaid } from '#src/views/help.ts'

export interface HandlerDeps {
  readonly db: Kysely<Database>
  readonly commands: readonly Command[]
  readonly calendar: Calendar
  readonly lease: { readonly epoch: number }
  readonly log: Logger
  readonly now: () => Instant
  readonly settings: () => Settings
  readonly channels: () => ChannelStates
  readonly readDocument: (bytes: Uint8Array, name: string) => Promise<string>
  readonly readSheet: (bytes: Uint8Array, name: string) => Promise<readonly (readonly string[])[]>
}

type Trx = Transaction<Database>

/** Handles one stored update: its effect, its answer and its events are one transaction, or nothing. */
export type Handler = (inboxId: number, problem?: string) => Promise<void>

export const createHandler = (deps: HandlerDeps): Handler => {
  const { db, log } = deps

  const whoIs = async (trx: Trx, member: Member): Promise<string> => {
    const [first] = member.appointments
    if (first === undefined) return member.name
    return `${first.unitId === null ? '' : await unitName(trx, first.unitId)}${roleNames[first.role]}`
  }

  const answerOf = async (trx: Trx, row: InboxRow, now: Instant, events: Event[]): Promise<Message | null> => {
    const found = await memberAt(trx, { channel: row.channel, id: row.sender })
    const member = found ?? nobody
    // Whoever holds no post any more is a stranger again, with an account that may be bound anew.
    const bound = found !== undefined && found.appointments.length > 0 ? found : undefined
    if (bound !== undefined && row.text.trim() === '')
      return row.files.length > 0 ? looseFileSaid(row.files.map(({ name }) => name)) : emptySaid
    const { supervisionOfficeId = null } = deps.settings()
    // A stranger may do one thing: bind.
    const mine = deps.commands.filter((command) =>
      bound === undefined ? command.name === '绑定' : mayUse(bound, command.rights, supervisionOfficeId),
    )
    const today = dateAt(now)
    const matched = matchCommand(mine, row.text, today)
    if (matched.kind === 'none') {
      // Whoever is bound to nothing is told how to bind: a leaver always, a stranger at most once an hour.
      if (found !== undefined && bound === undefined) return endedSaid
      if (bound === undefined) return (await saidSince(trx, row, minutesBefore(now, 60))) ? null : unboundSaid
      const known = matchCommand(deps.commands, row.text, today)
      return known.kind === 'command' ? notAllowedSaid(known.command.name, await whoIs(trx, member)) : matched.answer
    }
    const { command, cursor } = matched
    const ctx: CommandContext = {
      now,
      today,
      calendar: deps.calendar,
      member,
      incoming: row,
      supervisionOfficeId,
      commands: mine,
      channels: deps.channels,
      record: (event) => events.push({ at: now, by: bound?.id ?? null, ...event }),
      readDocument: async (file) =>
        deps.readDocument((await fileBytes(trx, file.sha256)) ?? new Uint8Array(), file.name),
      readSheet: async (file) => deps.readSheet((await fileBytes(trx, file.sha256)) ?? new Uint8Array(), file.name),
    }
    const args: Record<string, unknown> = {}
    try {
      for (const [name, arg] of Object.entries(command.args)) args[name] = arg.read(cursor)
    } catch (error) {
      if (error instanceof Refusal) return usageSaid(error.message, command)
      throw error
    }
    return command.run(trx, ctx, args)
  }

  const inTransaction = (
    inboxId: number,
    answer: (trx: Trx, row: InboxRow, now: Instant, events: Event[]) => Promise<Message | null>,
  ) =>
    db.transaction().execute(async (trx) => {
      const now = deps.now()
      const row = await takeIncoming(trx, inboxId, {
        at: now,
        epoch: deps.lease.epoch,
        looseSince: minutesBefore(now, 10),
      })
      if (row === undefined) return
      const events: Event[] = []
      const body = await answer(trx, row, now, events)
      if (body !== null) {
        const to = { channel: row.channel, id: row.chat }
        const cause = `inbox/${inboxId}`
        await enqueue(trx, [
          {
            key: `reply/${inboxId}`,
            cause,
            memberId: null,
            to,
            lane: 'answer',
            at: now,
            body,
            answers: row.incomingId,
          },
        ])
      }
      // Last: it locks the head of the record until commit.
      await appendEvents(trx, events)
    })

  return async (inboxId, problem) => {
    try {
      if (problem !== undefined) throw new Refusal(problem)
      await inTransaction(inboxId, answerOf)
    } catch (error) {
      // Everything of the first attempt is rolled back; the answer is a transaction of its own.
      if (error instanceof Refusal) return inTransaction(inboxId, () => Promise.resolve(say(error.message)))
      const id = `${inboxId}-${deps.lease.epoch}`
      log.error({ err: error, inbox: inboxId, id }, 'command failed')
      await inTransaction(inboxId, () => Promise.resolve(failedSaid(id)))
    }
  }
}
