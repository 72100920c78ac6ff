/** What a database that was born empty needs next. */
export type SetUpStep =
  | { readonly kind: 'units' }
  /** `like`: a unit that looks like it. */
  | { readonly kind: 'office'; readonly like: string | null }
  | { readonly kind: 'officer'; readonly office: string }

/** The next step, with what to type. */
export const nextStepSaid = (step: SetUpStep): string => {
  switch (step.kind) {
    case 'units':
      return '下一步:发来单位表格(.xlsx 或 .csv,列:单位、类别、上级、别名),再回「单位 导入」。'
    case 'office':
      return `下一步:定哪一家是督查室,回「单位 督查室 ${step.like ?? '县政府督查室'}」。`
    case 'officer':
      return `下一步:请督查室的人来用,回「邀请 ${step.office} 审核员」,把码转给他;其他人发来名册表格再回「名册 导入」。`
    default:
      return step satisfies never
  }
}

/** Nothing can be looked up before there are units. */
export const noUnitsSaid = '还没有单位。请先发来单位表格(.xlsx 或 .csv,列:单位、类别、上级、别名),再回「单位 导入」。'
