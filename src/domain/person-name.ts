// Common family names. Whoever bears another is asked to be written after his role; nothing else hangs on it.
const single =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤' +
  '常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦' +
  '戚岑景党宫费卜冷晏席卫米柏宗瞿桂'
const double =
  /^(?:欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|东方|独孤|南宫|端木|闻人|长孙|宇文|轩辕|百里)/

// Words for what somebody does; some begin with a family name: 文员, 安全员.
const title = /(?:员|长|任|记|理|主管|书记|干事|助理|代表|岗|角|领导|老师|同志|单位|[部位们处科局室组人])$/

/** Whether a word can be taken for a Chinese person's name without asking: a common family name and one to three characters. */
export const looksLikeName = (word: string): boolean => {
  const name = word.replaceAll(/\s/g, '')
  if (!/^[\u4E00-\u9FFF]{2,4}$/.test(name) || title.test(name)) return false
  return double.test(name) ? name.length >= 3 : single.includes(name[0]!) && name.length <= 3
}
