import { Refusal } from './refusal.ts'
import { resolveUnit, type Unit, type UnitKind } from './unit.ts'

const everybody = /^(全部|所有|全县|全市|全区)(单位)?$/

const scopes: readonly (readonly [RegExp, readonly UnitKind[]])[] = [
  [everybody, ['department', 'township', 'zone']],
  [/^(所有|全部|各)?[县市区]?直(属|各)?(单位|部门)?$|^各?部门$/, ['department']],
  [/^(所有|全部|各)?(乡镇|镇街|街道|镇)$/, ['township']],
  [/^(各)?(开发区|园区|管委会)$/, ['zone']],
]

/** The units a scope means: 全部, 县直, 乡镇, 开发区, or names joined by 、. Refuses a name that is not in the register. */
export const unitsInScope = (
  scope: string,
  units: readonly Unit[],
  /** Units that hold an item: a hospital or a village belongs to 全部 as soon as it is responsible for something. */
  involved: ReadonlySet<number>,
): readonly Unit[] => {
  const kinds = scopes.find(([pattern]) => pattern.test(scope))?.[1]
  const everyone = everybody.test(scope)
  if (kinds !== undefined)
    return units.filter((unit) => kinds.includes(unit.kind) || (everyone && involved.has(unit.id)))
  const names = scope.split(/[、,,;;]/).filter((name) => name !== '')
  const found = names.map((name) => {
    const { unit, candidates } = resolveUnit(name, units)
    if (unit !== null) return unit
    const near = candidates.slice(0, 3).join('、')
    throw new Refusal(
      `「${name}」不是名册里的单位${near === '' ? '' : `,是${near}吗`}?范围可写:全部、县直、乡镇、开发区,或单位名(用、隔开)。`,
    )
  })
  return [...new Set(found)]
}

/** How a broadcast stands with one unit. No more is kept: nobody's reading is counted. */
export type ReceiptState = 'acknowledged' | 'sent' | 'unknown' | 'waiting' | 'merged' | 'notReached'

export interface Receipt {
  readonly unitId: number
  readonly state: ReceiptState
}
