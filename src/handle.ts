import type { Kysely, Transaction } from 'kysely'
import type { Logger } from 'pino'

import { type Command, type CommandContext, mayUse } from '#commands/command.ts'
import { answerEdited } from '#commands/heard/edited.ts'
import { answerOpened } from '#commands/heard/opened.ts'
import { quotedNumbers } from '#commands/heard/quoted.ts'
import { noteReach } from '#commands/heard/reach.ts'
import { matchCommand, usageSaid } from '#commands/match.ts'
import { appendEvents, type Event } from '#db/events.ts'
import { fileBytes } from '#db/files.ts'
import { type InboxRow, takeIncoming, toldSince } from '#db/inbox.ts'
import { memberAt } from '#db/members.ts'
import { enqueue } from '#db/messages.ts'
import type { Database } from '#db/schema.ts'
import { unitName } from '#db/units.ts'
import type { Calendar } from '#src/domain/calendar.ts'
import type { ChannelStates } from '#src/domain/channel-state.ts'
import { dateAt, type Instant, minutesBefore } from '#src/domain/instant.ts'
import { type Member, nobody, roleNames } from '#src/domain/member.ts'
import { type Message, say } from '#src/domain/message.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { forGroup, notInGroupSaid } from '#src/views/group.ts'
import {
  emptySaid,
  endedSaid,
  failedSaid,
  looseFileSaid,
  notAllowedSaid,
  unboundInGroupSaid,
  unboundSaid,
} from '#src/views/help.ts'
import { hiddenSaid } from '#src/views/opened.ts'

export interface HandlerDeps {
  readonly db: Kysely<Database>
  readonly commands: readonly Command[]
  readonly calendar: Calendar
  readonly lease: { readonly epoch: number }
  readonly log: Logger
  readonly now: () => Instant
  readonly channels: () => ChannelStates
  readonly readDocument: (bytes: Uint8Array, name: string) => Promise<string>
  readonly readSheet: (bytes: Uint8Array, name: string) => Promise<readonly (readonly string[])[]>
}

type Trx = Transaction<Database>
type Recorder = (event: Omit<Event, 'at'>) => void

/** Handles one stored update: its effect, its answer and its events are one transaction, or nothing. */
export type Handler = (inboxId: number, problem?: string) => Promise<void>

export const createHandler = (deps: HandlerDeps): Handler => {
  const { db, log } = deps

  const whoIs = async (trx: Trx, member: Member): Promise<string> => {
    const [first] = member.appointments
    if (first === undefined) return member.name
    return `${first.unitId === null ? '' : await unitName(trx, first.unitId)}${roleNames[first.role]}`
  }

  /** Once an hour in a chat: a group of strangers would be told again and again. */
  const toStranger = async (trx: Trx, row: InboxRow, now: Instant, said: Message): Promise<Message | null> =>
    (await toldSince(trx, row, said, minutesBefore(now, 60))) ? null : said

  const runCommand = async (trx: Trx, ctx: CommandContext): Promise<Message | null> => {
    const { incoming: row, member, inGroup, today, now } = ctx
    const isBound = member.appointments.length > 0
    const quoted = isBound ? await quotedNumbers(trx, ctx) : []
    if (isBound && row.text.trim() === '')
      return row.files.length > 0
        ? looseFileSaid(
            row.files.map(({ name }) => name),
            ctx.commands.map(({ name }) => name),
            quoted.length === 1 ? quoted[0] : undefined,
          )
        : emptySaid
    const matched = matchCommand(ctx.commands, row.text, today, quoted)
    if (matched.kind === 'none') {
      // Whoever is bound to nothing is told how to bind: a leaver always, a stranger at most once an hour.
      if (!isBound)
        return member === nobody ? toStranger(trx, row, now, inGroup ? unboundInGroupSaid : unboundSaid) : endedSaid
      const known = matchCommand(deps.commands, row.text, today)
      return known.kind === 'command' ? notAllowedSaid(known.command.name, await whoIs(trx, member)) : matched.answer
    }
    if (matched.kind === 'asked') return matched.answer
    const { command, cursor } = matched
    if (inGroup && command.where === 'private') throw new Refusal(notInGroupSaid(command.name))
    const args: { [name: string]: unknown } = {}
    try {
      for (const [name, arg] of Object.entries(command.args)) args[name] = arg.read(cursor)
    } catch (error) {
      if (error instanceof Refusal) return usageSaid(error.message, command)
      throw error
    }
    return command.run(trx, ctx, args)
  }

  const answerTo = async (trx: Trx, ctx: CommandContext): Promise<Message | null> => {
    const { incoming: row, member, inGroup, now } = ctx
    const isBound = member.appointments.length > 0
    if (row.kind === 'hidden') return toStranger(trx, row, now, hiddenSaid)
    if (row.kind !== 'opened' && row.kind !== 'edited') return runCommand(trx, ctx)
    // Nobody has said anything to a group that was opened.
    if (row.kind === 'opened' && inGroup) return null
    if (!isBound)
      return member === nobody ? toStranger(trx, row, now, inGroup ? unboundInGroupSaid : unboundSaid) : endedSaid
    return row.kind === 'opened' ? answerOpened(trx, ctx) : answerEdited(ctx)
  }

  const answerOf = async (trx: Trx, row: InboxRow, now: Instant, record: Recorder): Promise<Message | null> => {
    const found = await memberAt(trx, { channel: row.channel, id: row.sender })
    // Whoever holds no post any more is a stranger again, with an account that may be bound anew.
    const bound = found !== undefined && found.appointments.length > 0 ? found : undefined
    const { supervisionOfficeId } = row
    const inGroup = row.chatKind === 'group'
    // A stranger may do one thing: bind.
    const mine = deps.commands.filter((command) =>
      bound === undefined ? command.name === '绑定' : mayUse(bound, command.rights, supervisionOfficeId),
    )
    const answer = await answerTo(trx, {
      now,
      today: dateAt(now),
      calendar: deps.calendar,
      member: found ?? nobody,
      incoming: row,
      supervisionOfficeId,
      commands: mine,
      inGroup,
      channels: deps.channels,
      record: (event) => record({ by: bound?.id ?? null, ...event }),
      readDocument: async (file) =>
        deps.readDocument((await fileBytes(trx, file.sha256)) ?? new Uint8Array(), file.name),
      readSheet: async (file) => deps.readSheet((await fileBytes(trx, file.sha256)) ?? new Uint8Array(), file.name),
    })
    if (answer === null || !inGroup) return answer
    return forGroup(answer, (says) => {
      const matched = matchCommand(mine, says, dateAt(now))
      return matched.kind === 'command' && matched.command.where === 'anywhere'
    })
  }

  const inTransaction = (
    inboxId: number,
    answer: (trx: Trx, row: InboxRow, now: Instant, record: Recorder) => Promise<Message | null>,
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
      const record: Recorder = (event) => events.push({ at: now, ...event })
      const body = (await noteReach(trx, row, now, record)) ? null : await answer(trx, row, now, record)
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
