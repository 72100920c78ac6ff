/** Something to wait for: `rung` resolves at the next ring, at once when it rang since the last wait, or after a while. */
export interface Bell {
  readonly ring: () => void
  readonly rung: (atMostMs: number) => Promise<void>
}

export const createBell = (): Bell => {
  let isRung = false
  let wake: (() => void) | undefined
  return {
    ring: () => {
      isRung = true
      wake?.()
    },
    rung: async (atMostMs) => {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, atMostMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      wake = undefined
      isRung = false
    },
  }
}

/** The bells of the open pages, by chat. */
export interface Bells {
  /** Those of one chat, or all of them (null). */
  readonly ring: (chat: string | null) => void
  /** Returns how to take it down. */
  readonly hang: (chat: string, bell: Bell) => () => void
}

export const createBells = (): Bells => {
  const hung = new Set<{ readonly chat: string; readonly bell: Bell }>()
  return {
    ring: (chat) => {
      for (const it of hung) if (chat === null || it.chat === chat) it.bell.ring()
    },
    hang: (chat, bell) => {
      const it = { chat, bell }
      hung.add(it)
      return () => void hung.delete(it)
    },
  }
}
