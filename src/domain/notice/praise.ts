// A circular praises before it criticises. What a unit is praised for is nothing it has to put right.

const praising =
  /表扬|表彰|肯定|红榜|亮点|好的(?:方面|做法|单位|典型|经验)|(?:先进|优秀)(?:单位|部门|乡镇|典型|集体)|(?:经验|特色|典型)做法|(?:工作|主要|整改|取得的?)成效|(?:进展|进度|完成|推进|落实|整改|表现|成绩|成效)(?:情况)?(?:较好|良好|较快|顺利|突出|显著|明显|优秀|靠前)/
const blaming = /[未不]|问题|批评|较差|滞后|缓慢|黑榜|约谈|曝光|清单|要求|整改(?!成效|较|良|情况)|措施|任务/

/** Whether a heading announces praise and nothing else: 一、予以表扬的单位. */
export const isPraise = (heading: string): boolean =>
  heading.length <= 40 && praising.test(heading) && !blaming.test(heading)
