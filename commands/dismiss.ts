import type { Transaction } from 'kysely'

import { countAssignments } from '#db/assignments.ts'
import { type Holder, holders } from '#db/appointments.ts'
import { countWaiting } from '#db/rerouting.ts'
import type { Database } from '#db/schema.ts'
import { allUnits } from '#db/units.ts'
import { dutyName, dutyWord, heldByOne, postName } from '#src/domain/post.ts'
import type { Reachable } from '#src/domain/recipients.ts'
import { Refusal } from '#src/domain/refusal.ts'
import { resolveUnit, type Unit } from '#src/domain/unit.ts'
import { type Dismissal, dismissedSaid, dismissFirst, whichOneSaid } from '#src/views/dismissal.ts'

import { type CommandContext, defineCommand } from './command.ts'
import { endPosts, successorIn } from './people/leaving.ts'
import { type SaidOfPerson, saidOfPerson } from './people/words.ts'

type Trx = Transaction<Database>

const example = '例:停用 县卫健局 联络员,或 停用 张三'

/** The posts that are meant: by unit, role and name, as far as they are said. */
const meant = (said: SaidOfPerson, all: readonly Holder[], units: readonly Unit[]): Holder[] => {
  const [first, second, ...more] = said.words
  if ((first === undefined && said.duty === null) || more.length > 0) throw new Refusal(`请写停用谁。${example}`)
  const unit = first === undefined ? null : resolveUnit(first, units).unit
  const name = unit === null ? first : second
  if (unit === null && second !== undefined) throw new Refusal(`没有叫「${first}」的单位。${example}`)
  const { duty } = said
  const found = all.filter(
    (one) =>
      (unit === null || one.post.unitId === unit.id) &&
      (duty === null || (one.post.role === duty.role && one.post.deputy === duty.deputy)) &&
      (name === undefined || one.name === name),
  )
  if (found.length === 0) {
    const where = unit === null ? '' : unit.name
    const who = [duty === null ? '' : dutyName(duty), name ?? ''].filter((part) => part !== '').join(' ')
    throw new Refusal(
      `名册里没有${where}${who === '' ? '的人' : `「${who}」`}。回「名册${where === '' ? '' : ` ${where}`}」看有谁。`,
    )
  }
  return found
}

/** Of the unit by his name alone where that says the unit already. */
const calledIn = (unit: string, { name, appointments }: Reachable): string =>
  name.startsWith(unit) ? name : `${dutyName(appointments[0]!)}${name}`

const describe = async (
  trx: Trx,
  posts: readonly Holder[],
  all: readonly Holder[],
  units: readonly Unit[],
  completes: string,
): Promise<Dismissal> => {
  const names = new Map(units.map(({ id, name }) => [id, name]))
  const unitOf = (id: number | null): string | null => (id === null ? null : (names.get(id) ?? '?'))
  const { name, channels, memberId } = posts[0]!
  const ownUnits = [...new Set(posts.flatMap(({ post }) => (heldByOne(post.role) ? (post.unitId ?? []) : [])))]
  const heirs = await Promise.all(
    ownUnits.map(async (unitId) => {
      const heir = await successorIn(trx, unitId, posts)
      return {
        unit: unitOf(unitId)!,
        open: await countAssignments(trx, { unitIds: [unitId], states: ['open', 'returned'] }),
        heir: heir === null ? null : calledIn(unitOf(unitId)!, heir),
      }
    }),
  )
  return {
    name,
    channels,
    called: posts.map(({ post }) => postName(unitOf(post.unitId), post)),
    staysElsewhere: all.some((one) => one.memberId === memberId && !posts.includes(one)),
    heirs,
    waiting: await countWaiting(trx, memberId),
    completes,
  }
}

const act = async (
  trx: Trx,
  ctx: CommandContext,
  posts: readonly Holder[],
  seen: Dismissal,
  units: readonly Unit[],
) => {
  const { memberId } = posts[0]!
  const rerouted = await endPosts(trx, posts, ctx.now, '收件人已停用')
  ctx.record({
    what: 'dismiss',
    before: { member: memberId, posts: posts.map(({ post }) => post) },
    after: { rerouted },
  })
  const vacant = posts.find(({ post }) => heldByOne(post.role))?.post
  const unit = units.find(({ id }) => id === vacant?.unitId)?.name
  return dismissedSaid(
    seen,
    rerouted,
    unit === undefined || vacant === undefined ? null : `邀请 ${unit} ${dutyWord(vacant)}`,
  )
}

export default defineCommand({
  name: '停用',
  aliases: ['dismiss'],
  summary: '停用一个人,他立即不再收信,事项留在单位',
  examples: ['停用 张三', '停用 县卫健局 联络员', '停用 县卫健局 联络员 确认'],
  english: 'End the post of a person',
  rights: ['supervision', 'admin'],
  where: 'private',
  args: { said: saidOfPerson('人') },
  run: async (trx, ctx, { said }) => {
    const units = await allUnits(trx)
    const all = await holders(trx)
    const posts = meant(said, all, units)
    if (posts.some(({ memberId }) => memberId === ctx.member.id))
      throw new Refusal('不能停用自己,请由另一位督查员或管理员办理。')
    const isOne = new Set(posts.map(({ memberId }) => memberId)).size === 1
    if (!isOne) {
      const names = new Map(units.map(({ id, name }) => [id, name]))
      return whichOneSaid(
        posts.map(({ name, post }) => {
          const unit = post.unitId === null ? null : (names.get(post.unitId) ?? '?')
          return {
            name,
            called: postName(unit, post),
            says: ['停用', unit, dutyWord(post), name.startsWith(unit ?? dutyWord(post)) ? '' : name]
              .filter(Boolean)
              .join(' '),
          }
        }),
      )
    }
    // The name in the text that completes it: pressed again next month, it must not end the next one's post.
    const { name } = posts[0]!
    const isNamed = said.words.includes(name) || said.words.some((word) => name.startsWith(word))
    const seen = await describe(trx, posts, all, units, `停用 ${said.typed}${isNamed ? '' : ` ${name}`} 确认`)
    return said.confirmed ? act(trx, ctx, posts, seen, units) : dismissFirst(seen)
  },
})
