import { monthDay } from '../dates.ts'
import { unitsOfKinds, type Unit, type UnitKind } from '../unit.ts'
import { byKey, placesIn, type Asked, type QuestionContext } from './asked.ts'
import type { ReadItem, ReadQuestion } from './notice.ts'
import { noUnitQuestions, openQuestions, unitQuestions } from './unit-questions.ts'
import { receiverQuestion } from './receivers.ts'
import { short } from './words.ts'

const undated = ({ deadline }: ReadItem): boolean => deadline.date === undefined && deadline.until === undefined

const deadlineQuestions = (items: readonly ReadItem[], { publishedOn }: QuestionContext): Asked[] => {
  const missing = items.filter(undated)
  const asked = [...byKey(missing.map((item) => [item.deadline.words, item]))].map(([words, concerned]): Asked => {
    const places = concerned.map((item) => item.place)
    return {
      position: concerned[0]!.span.start,
      question: {
        about: 'noDeadline',
        blocking: true,
        places,
        words,
        text:
          words === ''
            ? `${placesIn(places)}没有写期限,哪天到期?`
            : `${placesIn(places)}的期限「${short(words, 24)}」定不了日子,哪天到期?`,
      },
    }
  })
  const doubtful = items.filter(
    (item) =>
      !undated(item) &&
      item.deadline.inherited !== true &&
      item.deadline.doubt !== undefined &&
      item.deadline.date !== publishedOn,
  )
  for (const [words, concerned] of byKey(doubtful.map((item) => [item.deadline.words, item]))) {
    const { deadline, span } = concerned[0]!
    const dates = [deadline.date, deadline.alternative?.date].filter((date) => date !== undefined)
    asked.push({
      position: span.start,
      question: {
        about: 'deadline',
        blocking: false,
        places: concerned.map((item) => item.place),
        words,
        text: `「${short(words, 24)}」读作${monthDay(deadline.date ?? deadline.until!)},可以吗?(${deadline.doubt})`,
        candidates: dates.map(monthDay),
      },
    })
  }
  return asked
}

const kindNames: Readonly<Record<UnitKind, string>> = {
  department: '直',
  township: '乡镇',
  zone: '开发区等',
  enterprise: '企业',
  village: '村',
  other: '其他',
}

const groupQuestions = (items: readonly ReadItem[], { units, register }: QuestionContext): Asked[] => {
  const groups = items.flatMap((item) =>
    item.groups
      .filter((group) => group.kinds.length > 0)
      .map((group) => [group.kinds.toSorted().join(), { item, group }] as const),
  )
  return [...byKey(groups)].map(([, concerned]): Asked => {
    const { item, group } = concerned[0]!
    const members = unitsOfKinds(group.kinds, units)
    const counted = group.kinds
      .map(
        (kind) =>
          `${kind === 'department' ? register.directory.level : ''}${kindNames[kind]}${unitsOfKinds([kind], units).length}`,
      )
      .join('、')
    const zones = group.kinds.includes('zone') ? unitsOfKinds(['zone'], units).map((unit) => unit.name) : []
    const places = [...new Set(concerned.map((one) => one.item.place))]
    return {
      position: item.span.start,
      question: {
        about: 'group',
        blocking: false,
        places,
        words: group.words,
        text: `「${group.words}」按名册${members.length}家:${counted}${zones.length === 0 ? ',可以吗?' : `,含${zones.join('、')},含不含?`}`,
        candidates: zones.length === 0 ? ['可以'] : ['含', '不含'],
      },
    }
  })
}

const memberCount = (item: ReadItem, units: readonly Unit[]): number =>
  item.units.length + item.groups.reduce((sum, group) => sum + unitsOfKinds(group.kinds, units).length, 0)

const spokenOf = (units: readonly string[]): string =>
  units.length === 0
    ? ''
    : `,点到的单位有${units.slice(0, 4).join('、')}${units.length > 4 ? `等${units.length}家` : ''}`

const confirmations = (items: readonly ReadItem[], context: QuestionContext): ReadQuestion[] => {
  const asked: ReadQuestion[] = []
  const heirs = items.filter((item) => item.deadline.inherited === true && item.deadline.date !== undefined)
  const [heir] = heirs
  if (heir !== undefined) {
    const to = heir.reportTo === undefined ? '' : `,报${heir.reportTo.canonical ?? heir.reportTo.name}`
    asked.push({
      about: 'inherited',
      blocking: false,
      places: heirs.map((item) => item.place),
      words: heir.deadline.words,
      text: `${heirs.length}条没有写自己的期限,按「${heir.deadline.words}」(${monthDay(heir.deadline.date!)})${to},可以吗?`,
      candidates: ['是'],
    })
  }
  const today = items.filter(
    (item) =>
      context.publishedOn !== null &&
      item.deadline.date !== undefined &&
      item.deadline.date <= context.publishedOn &&
      item.deadline.inherited !== true,
  )
  for (const [words, concerned] of byKey(today.map((item) => [item.deadline.words, item]))) {
    const { deadline } = concerned[0]!
    const count = concerned.reduce((sum, item) => sum + memberCount(item, context.units), 0)
    const when = deadline.date === context.publishedOn ? '就是发布当天' : '在发布日之前'
    const what = concerned.length === 1 ? `「${concerned[0]!.title}」` : `${concerned.length}件`
    asked.push({
      about: 'dueToday',
      blocking: false,
      places: concerned.map((item) => item.place),
      words,
      text: `「${words}」${when}(${monthDay(deadline.date!)}),涉及${what}${count}家,照发吗?`,
      candidates: ['照发', '不发'],
    })
  }
  const receiver = receiverQuestion(items, context)
  if (context.publishedOn === null && items.length > 0)
    asked.push({
      about: 'deadline',
      blocking: false,
      places: [],
      words: '发布日期',
      text: '通报没有写发布日期,「N日内」「本周五前」等算不出来;请补上发布日期再导入,或逐条定期限。',
    })
  if (items.length === 0)
    asked.push({
      about: 'leftOut',
      blocking: false,
      places: [],
      words: '没有事项',
      text: `没有读到要办的事项(没有责任单位,也没有要求在某日前办的话)${spokenOf(context.named)}。如果有,请改用「立项」逐条登记,或换一份完整的通报。`,
    })
  if (receiver !== null) asked.push(receiver)
  if (context.left.length > 0) {
    const lines = context.left
      .slice(0, 3)
      .map((line) => `「${short(line, 24)}」`)
      .join('')
    asked.push({
      about: 'leftOut',
      blocking: false,
      places: [],
      words: short(context.left[0]!, 24),
      text: `有${context.left.length}行没能读成事项:${lines}${context.left.length > 3 ? '等' : ''}。需要的请另行立项。`,
      candidates: ['是'],
    })
  }
  return asked
}

/** Everything a person must decide or confirm: blocking ones first, in the circular's order, then the confirmations. */
export const askAbout = (items: readonly ReadItem[], context: QuestionContext): ReadQuestion[] => {
  const inOrder = [
    ...unitQuestions(items, context.register),
    ...openQuestions(items),
    ...noUnitQuestions(items, context),
    ...deadlineQuestions(items, context),
    ...groupQuestions(items, context),
  ]
    .toSorted((a, b) => a.position - b.position)
    .map(({ question }) => question)
  return [
    ...inOrder.filter((one) => one.blocking),
    ...inOrder.filter((one) => !one.blocking),
    ...confirmations(items, context),
  ]
}
