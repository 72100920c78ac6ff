import type { Life } from './life.ts'
import type { Update } from './update.ts'

/** Updates that are one message to the house: one, or the parts of an album in their order. */
export interface Unit {
  readonly updates: readonly Update[]
  /** More of its parts may be on their way. */
  readonly isOpen: boolean
}

/** Telegram sends an album as one message a file; no album has more. */
const mostParts = 10

export const albumOf = ({ message }: Update): string | null =>
  message?.media_group_id === undefined ? null : `${message.chat.id}/${message.media_group_id}`

const speakerOf = ({ message, callback_query: press }: Update): string =>
  `${message?.chat.id ?? press?.message?.chat.id}/${message?.from?.id ?? press?.from.id}`

const isFollowed = (parts: readonly Update[], batch: readonly Update[], album: string): boolean => {
  const last = parts.at(-1)!
  return batch.some(
    (other) => other.update_id > last.update_id && speakerOf(other) === speakerOf(last) && albumOf(other) !== album,
  )
}

/**
 * A batch in order of update_id, each album joined at the place of its first part. An album is whole when it is full,
 * when its speaker has gone on to something else, or when it has as many parts as at the last look.
 * @param counted parts of the albums that were open at the last look
 */
export const gather = (batch: readonly Update[], counted: ReadonlyMap<string, number>): Unit[] => {
  const units = Map.groupBy(batch, (update) => albumOf(update) ?? update.update_id)
  return [...units].map(([key, updates]): Unit => {
    if (typeof key === 'number') return { updates, isOpen: false }
    const isWhole =
      updates.length >= mostParts || updates.length === counted.get(key) || isFollowed(updates, batch, key)
    return { updates, isOpen: !isWhole }
  })
}

/** How many parts the open albums have, for the next look: a batch may also show fewer than were there. */
export const countOpen = (units: readonly Unit[], before: ReadonlyMap<string, number>): Map<string, number> =>
  new Map(
    units
      .filter(({ isOpen }) => isOpen)
      .map(({ updates }) => {
        const album = albumOf(updates[0]!)!
        return [album, Math.max(updates.length, before.get(album) ?? 0)]
      }),
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
