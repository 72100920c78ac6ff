import { randomUUID } from 'node:crypto'

/** Uploaded bytes on their way into the store. Bounded: the oldest that nobody fetched give way. */
export interface Attic {
  readonly keep: (bytes: Uint8Array) => string
  /** Gives the bytes out, once. */
  readonly take: (id: string) => Uint8Array | undefined
}

const mebibyte = 1024 * 1024

export const createAttic = (capacity = 64 * mebibyte): Attic => {
  const kept = new Map<string, Uint8Array>()
  let held = 0

  const take = (id: string): Uint8Array | undefined => {
    const bytes = kept.get(id)
    if (kept.delete(id)) held -= bytes?.length ?? 0
    return bytes
  }

  return {
    take,
    keep: (bytes) => {
      const id = randomUUID()
      kept.set(id, bytes)
      held += bytes.length
      for (const oldest of kept.keys()) {
        if (held <= capacity || oldest === id) break
        take(oldest)
      }
      return id
    },
  }
}
