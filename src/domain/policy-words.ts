import { Refusal } from './refusal.ts'
import { defaultPolicy, type ReminderPolicy } from './reminders.ts'

/** 提前 5 2 0 · 逾期 3 · 默认, with 确认 at the end. Null: nothing typed, it is only looked at. */
export interface PolicyWish {
  readonly policy: ReminderPolicy
  /** As it would be typed again. */
  readonly typed: string
  readonly confirmed: boolean
}

const mostStages = 6
const farthest = 60
const mostDaily = 30

const numbersIn = (words: string): number[] => {
  const parts = words.split(/[\s、,;]+/).filter((part) => part !== '')
  if (parts.some((part) => !/^\d{1,3}$/.test(part))) throw new Refusal('请只写数字,例:策略 提前 5 2 0,或 策略 逾期 3')
  return parts.map(Number)
}

/** Reads what the office wants changed of a notice's policy. `typed` has half-width digits. */
export const readPolicyWish = (typed: string, now: ReminderPolicy): PolicyWish | null => {
  const said = typed.trim()
  if (said === '') return null
  const confirmed = /确认\s*$/.test(said)
  const words = said.replace(/\s*确认\s*$/, '')
  const [, what, rest = ''] = /^(提前|逾期|默认)\s*([^]*)$/.exec(words) ?? []
  if (what === '默认') return { policy: defaultPolicy, typed: '默认', confirmed }
  const numbers = what === undefined ? [] : numbersIn(rest)
  if (what === '提前') {
    const stages = [...new Set(numbers)].toSorted((a, b) => b - a)
    if (stages.length === 0 || stages.length > mostStages || stages[0]! > farthest) {
      throw new Refusal(`「提前」后写1到${mostStages}个工作日数,每个不超过${farthest},0是当天。例:策略 提前 5 2 0`)
    }
    return { policy: { ...now, stages }, typed: `提前 ${stages.join(' ')}`, confirmed }
  }
  if (what === '逾期') {
    const [daily] = numbers
    if (numbers.length !== 1 || daily === undefined || daily > mostDaily) {
      throw new Refusal(`「逾期」后写头几个工作日每天提醒,0到${mostDaily}。例:策略 逾期 3`)
    }
    return { policy: { ...now, dailyOverdue: daily }, typed: `逾期 ${daily}`, confirmed }
  }
  throw new Refusal('请写「策略 提前 5 2 0」「策略 逾期 3」或「策略 默认」。')
}
