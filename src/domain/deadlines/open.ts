import { none, type Rule } from './reading.ts'

const notDenied = '(?<![不未没无非])(?<!没有|未能|未按)'

/** 即日起: from today on. */
export const fromToday: Rule = {
  needs: ['即', '起'],
  source: '(?:自|从)?即日起(?!,?[至到])',
  read: () => ({ kind: 'immediate' }),
}

/** 立即, 尽快, 迅速: no date can be computed, a person sets one. */
export const atOnce: Rule = {
  needs: ['立即马第尽及抓迅从火'],
  source: `${notDenied}(?:立即|立刻|即刻|马上|第一时间|尽快|尽早|及早|及时|抓紧|迅速|从速|火速|立行立改|立整立改)`,
  read: () => ({ kind: 'immediate', doubt: '没有具体日期,请定一个' }),
}

/** 长期坚持, 常态化: without an end. */
export const ongoing: Rule = {
  needs: ['长常持'],
  source: `${notDenied}(?:长期(?:坚持|推进|保持|抓|执行|有效|(?=[。;,]?$))|常态化|持续(?:推进|整改|坚持|抓好|巩固|深化)|常抓不懈|长抓不懈)`,
  read: () => ({ kind: 'ongoing' }),
}

/** 近期, 限期, 另行通知: said, but not when. */
export const unsaid: Rule = {
  needs: ['近适择另限待'],
  source: `${notDenied}(?:近期|近日|适时|随时|择机|另行通知|限期|限时|待定)`,
  read: () => none('没有写明日期,请定一个'),
}
