// NFKC leaves these radicals of U+2E80–2EFF alone; PDF readers return them for the character beside them.
const radicals =
  '⺁厂 ⺅亻 ⺆冂 ⺌小 ⺍小 ⺎兀 ⺐尢 ⺒巳 ⺗心 ⺘扌 ⺜日 ⺝月 ⺟母 ⺠民 ⺡氵 ⺢水 ⺦丬 ⺩王 ⺫目 ⺬示 ⺭礻 ⺯糹 ⺱网 ⺴网 ⺷羊 ⺹老 ⺻聿 ⺼月 ⺾艹 ⻁虎 ⻂衤 ⻄西 ' +
  '⻅见 ⻆角 ⻈讠 ⻉贝 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏阝 ⻐钅 ⻑长 ⻒长 ⻓长 ⻔门 ⻖阝 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞食 ⻟食 ⻠饣 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ' +
  '⻬齐 ⻮齿 ⻰龙 ⻳龟'
// Look-alikes of the signs that structure a circular.
const signs = '∶: ː: ❨( ❩) │| ┃| ¦| \u2028\n \u2029\n \f\n \v\n'

const plain = new Map(
  [radicals, signs].flatMap((pairs) => pairs.split(' ').map((pair) => [pair[0]!, pair[1]!] as const)),
)

/** Letters that NFKC spells plainly: radicals, compatibility forms, bracketed and dotted numbers. */
const isCompatible = (letter: number): boolean =>
  (letter >= 0x2e80 && letter <= 0x2fdf) ||
  (letter >= 0xf900 && letter <= 0xfaff) ||
  (letter >= 0xfe10 && letter <= 0xfe6f) ||
  (letter >= 0x2474 && letter <= 0x249b) ||
  (letter >= 0x3220 && letter <= 0x3229)

/** The plain form of one letter: itself, mostly; ㈠ becomes (一). */
export const plainForm = (letter: number): string => {
  const one = String.fromCharCode(letter)
  return plain.get(one) ?? (isCompatible(letter) ? one.normalize('NFKC') : one)
}

/** Whether plainForm can differ from the letter; asked first because almost none does. */
export const isOdd = (letter: number): boolean =>
  isCompatible(letter) ||
  (letter >= 0x2028 && letter <= 0x2763) ||
  letter === 0x2d0 ||
  letter === 0xa6 ||
  letter === 12 ||
  letter === 11
