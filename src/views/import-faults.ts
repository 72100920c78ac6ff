import { type Block, list } from '#src/domain/message.ts'

/** The lines of a sheet that cannot be taken over, each with why. */
export const faultsBlock = (faults: readonly string[]): Block[] =>
  faults.length === 0
    ? []
    : [
        list(
          [...faults.slice(0, 15), ...(faults.length > 15 ? [`其余${faults.length - 15}行略`] : [])],
          `有问题的${faults.length}行,先不导入`,
        ),
      ]
