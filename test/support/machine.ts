import type { Machine } from '#src/domain/machine.ts'

/** Machine time that stands still but for its sleepers. */
export interface VirtualMachine extends Machine {
  /** Time does not go on by itself while this is so: what is computed and stored takes no machine time. */
  readonly waitFor: (busy: () => boolean) => void
  /** Moves it on, past everybody whose sleep ends by then. */
  readonly move: (ms: number) => Promise<void>
}

const startMs = 1_800_000_000_000
/** Sleeps up to this long end by themselves, the earliest first; longer ones when the time is moved. */
const shortMs = 2000

interface Sleeper {
  readonly at: number
  readonly short: boolean
  readonly end: () => void
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

export const virtualMachine = (from = startMs): VirtualMachine => {
  let time = from
  let running = false
  let sleepers: readonly Sleeper[] = []
  const occupied: (() => boolean)[] = []

  const wakeUp = (): void => {
    const due = sleepers.filter(({ at }) => at <= time).toSorted((a, b) => a.at - b.at)
    sleepers = sleepers.filter(({ at }) => at > time)
    for (const { end } of due) end()
  }
  const run = async (): Promise<void> => {
    if (running) return
    running = true
    for (;;) {
      // Whatever else goes to sleep in this moment has done so.
      await turns()
      if (occupied.some((busy) => busy())) continue
      const next = sleepers.filter(({ short }) => short).toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      time = Math.max(time, next.at)
      wakeUp()
    }
    running = false
  }

  return {
    now: () => time,
    waitFor: (busy) => void occupied.push(busy),
    sleep: (ms) =>
      new Promise((end) => {
        sleepers = [...sleepers, { at: time + ms, short: ms <= shortMs, end }]
        void run()
      }),
    move: async (ms) => {
      time += ms
      wakeUp()
      await turns()
    },
  }
}
