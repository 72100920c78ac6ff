import type { MorningResult } from '#src/domain/morning.ts'

export type { MorningResult } from '#src/domain/morning.ts'

/** 今早8:30 62/62,未送达0: the line that makes silence noticed. */
export const morningLine = (
  { ran, planned, sent, unknown, phone, waiting }: MorningResult,
  when: string = '今早8:30',
): string => {
  if (!ran) return `${when}的提醒没有发出,请告诉管理员`
  const doubts = [...(unknown > 0 ? [`未知${unknown}`] : []), ...(waiting > 0 ? [`待发${waiting}`] : [])]
  return [`${when} ${sent}/${planned}`, `未送达${phone}`, ...doubts].join(',')
}
