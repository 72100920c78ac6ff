import { byKey, placesIn, type Asked, type QuestionContext } from './asked.ts'
import { findMentions } from './mentions.ts'
import { candidatesFor } from './names.ts'
import type { ReadItem } from './notice.ts'
import type { Register } from './register.ts'
import { short } from './words.ts'

export const unitQuestions = (items: readonly ReadItem[], register: Register): Asked[] => {
  const named = items.flatMap((item) => [
    ...item.units.filter((unit) => unit.canonical === null).map((unit) => [unit.name, item] as const),
    ...(item.kind === 'duty' && item.reportTo?.canonical === null ? [[item.reportTo.name, item] as const] : []),
  ])
  return [...byKey(named)].map(([name, concerned]) => {
    const candidates = candidatesFor(name, register)
    const higher =
      new RegExp(`^(?:[^${register.directory.level}]{0,3}(?:省|市|国家))`).test(name) &&
      register.directory.level !== '市'
    const places = [...new Set(concerned.map((item) => item.place))]
    const guess =
      candidates.length === 0 ? '名册里没有相近的单位,请写明单位' : `是${candidates.slice(0, 3).join('、还是')}?`
    return {
      position: concerned[0]!.span.start,
      question: {
        about: 'unit',
        blocking: true,
        places,
        words: name,
        text: `${placesIn(places)}的「${short(name, 24)}」${higher ? '像是上级单位,' : ''}${candidates.length === 0 ? '' : '名册里没有,'}${guess}`,
        candidates,
      },
    }
  })
}

export const openQuestions = (items: readonly ReadItem[]): Asked[] => {
  const open = items.flatMap((item) =>
    item.groups.filter((group) => group.kinds.length === 0).map((group) => [group.words, item] as const),
  )
  return [...byKey(open)].map(([words, concerned]) => ({
    position: concerned[0]!.span.start,
    question: {
      about: 'openGroup',
      blocking: true,
      places: concerned.map((item) => item.place),
      words,
      text: `${placesIn(concerned.map((item) => item.place))}的「${words}」指哪些单位?`,
    },
  }))
}

export const noUnitQuestions = (items: readonly ReadItem[], context: QuestionContext): Asked[] => {
  const without = items.filter((item) => item.units.length === 0 && item.groups.length === 0)
  const asked = without.map((item): Asked => {
    const mentioned = findMentions(item.text.normalize('NFKC'), context.register.mentions).flatMap(({ unit }) =>
      unit === null ? [] : [unit.name],
    )
    return {
      position: item.span.start,
      question: {
        about: 'noUnit',
        blocking: true,
        places: [item.place],
        words: item.title,
        text: `${item.place}「${item.title}」没有写责任单位,由谁承办?`,
        candidates: [...new Set(mentioned)].slice(0, 4),
      },
    }
  })
  const carried = byKey(
    items
      .filter((item) => context.carried.has(item.place))
      .map((item) => [
        item.units.map((unit) => unit.canonical ?? unit.name).join('、') ||
          item.groups.map((group) => group.words).join('、'),
        item,
      ]),
  )
  for (const [names, concerned] of carried) {
    const places = concerned.map((item) => item.place)
    asked.push({
      position: concerned[0]!.span.start,
      question: {
        about: 'noUnit',
        blocking: false,
        places,
        words: names,
        text: `${placesIn(places)}的单位栏是空的,按上一行读作${names},可以吗?`,
        candidates: ['是'],
      },
    })
  }
  return asked
}
