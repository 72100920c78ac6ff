import type { Life } from './life.ts'
import type { Update } from './update.ts'

/** Updates that are one message to the house: one, or the parts of an album or of a long text in their order. */
export interface Unit {
  readonly updates: readonly Update[]
  /** More of its parts may be on their way: what they are parts of. Null: it is complete. */
  readonly whole: string | null
}

/** Telegram sends an album as one message a file; no album has more. */
const mostParts = 10

export const albumOf = ({ message }: Update): string | null =>
  message?.media_group_id === undefined ? null : `${message.chat.id}/${message.media_group_id}`

const speakerOf = ({ message, callback_query: press }: Update): string =>
  `${message?.chat.id ?? press?.message?.chat.id}/${message?.from?.id ?? press?.from.id}`

/** Clients cut a text that is too long for one message, at a border they like, but never above half of the limit. */
const longText = 2048
/** So many seconds later the next piece of such a text is there. */
const mostSeconds = 2
const mostPieces = 50

const isText = ({ message }: Update): boolean => message?.text !== undefined && message.chat.type === 'private'
const isLong = ({ message }: Update): boolean => (message?.text?.length ?? 0) >= longText

/** By update: what it is a part of, an album or a long text; a number: of nothing. */
const wholesIn = (batch: readonly Update[]): Map<Update, string | number> => {
  const latest = new Map<string, { readonly whole: string; readonly date: number }>()
  return new Map(
    batch.map((update) => {
      const speaker = speakerOf(update)
      const before = latest.get(speaker)
      latest.delete(speaker)
      const alone = albumOf(update) ?? update.update_id
      const date = update.message?.date
      if (!isText(update) || date === undefined) return [update, alone]
      const goesOn = before !== undefined && date - before.date <= mostSeconds
      if (!goesOn && !isLong(update)) return [update, alone]
      const whole = goesOn ? before.whole : `text/${update.update_id}`
      if (isLong(update)) latest.set(speaker, { whole, date })
      return [update, whole]
    }),
  )
}

/**
 * A batch in order of update_id, each album and each long text joined at the place of its first part. It is whole when it
 * is full, when its speaker has gone on to something else, when a text has a short piece, which is its last, or when it
 * has as many parts as at the last look.
 * @param counted parts of what was open at the last look
 */
export const gather = (batch: readonly Update[], counted: ReadonlyMap<string, number>): Unit[] => {
  const wholes = wholesIn(batch)
  const isFollowed = (last: Update, whole: string): boolean =>
    batch.some(
      (other) =>
        other.update_id > last.update_id && speakerOf(other) === speakerOf(last) && wholes.get(other) !== whole,
    )
  return [...Map.groupBy(batch, (update) => wholes.get(update)!)].map(([whole, updates]): Unit => {
    if (typeof whole === 'number') return { updates, whole: null }
    const last = updates.at(-1)!
    const isFull = albumOf(last) === null ? !isLong(last) || updates.length >= mostPieces : updates.length >= mostParts
    const isWhole = isFull || updates.length === counted.get(whole) || isFollowed(last, whole)
    return { updates, whole: isWhole ? null : whole }
  })
}

/** How many parts the open ones have, for the next look: a batch may also show fewer than were there. */
export const countOpen = (units: readonly Unit[], before: ReadonlyMap<string, number>): Map<string, number> =>
  new Map(
    units.flatMap(({ updates, whole }) =>
      whole === null ? [] : [[whole, Math.max(updates.length, before.get(whole) ?? 0)] as const],
    ),
  )

/** For updates that come one by one: parts of an album wait for each other, and settle together. */
export const createCollector = (
  life: Life,
  albumMs: number,
  take: (updates: readonly Update[]) => Promise<void>,
): ((update: Update) => Promise<void>) => {
  const open = new Map<string, { readonly parts: Map<number, Update>; readonly settled: Promise<void> }>()

  const collect = async (album: string, parts: ReadonlyMap<number, Update>): Promise<void> => {
    await life.rest(albumMs)
    open.delete(album)
    await take([...parts.values()].toSorted((a, b) => a.update_id - b.update_id))
  }

  return (update) => {
    const album = albumOf(update)
    if (album === null) return take([update])
    const found = open.get(album)
    if (found) {
      found.parts.set(update.update_id, update)
      return found.settled
    }
    const parts = new Map([[update.update_id, update]])
    const settled = collect(album, parts)
    open.set(album, { parts, settled })
    return settled
  }
}
