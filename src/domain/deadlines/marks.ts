import { addDays, type IsoDate } from '../dates.ts'

/** Source of the words before a day that make it a deadline; 即日起至 makes it the end of a range. */
export const lead =
  '(?:(?<lead>(?:自|从)?(?:即日|今日|今天|当日|现在|(?:印发|发布|发文)之日)起?,?[至到]' +
  '|截至|截止(?:时间|日期|日)?(?:为|是|到|至|:)?|(?:不|不得|最|至)[晚迟](?:不超过|于|在)?' +
  '|(?:完成|整改|报送|上报|反馈|办结|办理|回复|答复|提交)?(?:时限|期限)(?:要求)?(?:为|是|:)' +
  '|(?:完成|整改|报送|上报|反馈|办结|办理|回复|答复|提交)时间(?:要求)?(?:为|是|:))[于在]?)'

/** What follows a day without 前 in an order: 6月底完成, 下周三报. Only looked at, so that `by` is then empty. */
const action = '(?=(?:全面|全部|基本|按时)?(?:完成|办结|上报|报送|报|提交|反馈|整改到位|销号|清零|关停))'
/** Source of the words after a day that make it a deadline, or of none. 前后 and 前述 are not 前. */
export const by = `(?:(?<by>前后|左右|之前|以前|前(?![后述期款置往来几段所])|之内|以内|内|为止|止|${action})|)`
/** 含当日, which settles what 之前 leaves open. */
export const included = '(?<included>\\(含(?:当|本|该)?[日天]?[^()]{0,8}\\))'
/** 前 includes the day; of 之前 and 以前 readers differ (no statute defines them), so the day before is offered. */
export function beforeDoubt(
  groups: { by?: string; included?: string; lead?: string },
  date: IsoDate,
): {
  doubt?: string
  alternative?: IsoDate
} {
  if (groups.by === '前后' || groups.by === '左右') return { doubt: `「${groups.by}」只是约数` }
  const open =
    (groups.by === '之前' || groups.by === '以前') && groups.included === undefined && groups.lead === undefined
  return open ? { doubt: `「${groups.by}」按含当日算`, alternative: addDays(date, -1) } : {}
}
