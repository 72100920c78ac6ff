import type { Said } from '../standin/wecom/index.ts'

/** Cells of a phone's line: a Chinese character takes two. */
const columns = 40

const isWide = (char: string): boolean => /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u2460-\u24FF\u3000-\u303F]/u.test(char) // prettier-ignore
const cells = (text: string): number => Array.from(text).reduce((sum, char) => sum + (isWide(char) ? 2 : 1), 0)

/** Cut where the line is full, as a phone does: not within a number or a word, nor before a closing mark. */
const wrap = (text: string, width: number): string[] =>
  text.split('\n').flatMap((line) => {
    const lines: string[] = []
    let now = ''
    for (const part of line.trimEnd().match(/[\w#.:/%-]+|./gu) ?? [])
      for (const piece of cells(part) > width ? Array.from(part) : [part]) {
        if (cells(now) + cells(piece) > width) {
          const carried = /^[」,。;:、)?!]/.test(piece) ? now.slice(-1) : ''
          lines.push(now.slice(0, now.length - carried.length))
          now = carried
          if (piece === ' ') continue
        }
        now += piece
      }
    return [...lines, now]
  })

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cells(text)))

const bubble = (text: string, buttons: readonly string[]): string[] => {
  const width = columns - 4
  const lines = [...wrap(text.trim(), width), ...wrap(buttons.map((label) => `[ ${label} ]`).join(' '), width)].filter(
    (line, at, all) => line !== '' || at < all.length - 1,
  )
  const longest = Math.max(...lines.map(cells))
  return [
    `╭${'─'.repeat(longest + 2)}╮`,
    ...lines.map((line) => `│ ${pad(line, longest)} │`),
    `╰${'─'.repeat(longest + 2)}╯`,
  ]
}

const own = (text: string): string[] => {
  const short = text.length > 120 ? `${text.slice(0, 60)}…(共${text.length}字)` : text
  return wrap(short, columns - 8).map((line) => `${' '.repeat(columns - cells(line) - 2)}${line} ◁`)
}

/** A stretch of a chat as its user sees it: the bot's bubbles on the left, one's own words on the right. */
export const onScreen = (said: readonly Said[]): string =>
  said
    .flatMap((one) => {
      if (!('message' in one)) return own(one.text)
      const { text, buttons, kind } = one.message
      const shown = kind === 'image' || kind === 'file' ? `[${kind === 'image' ? '图片' : '文件'}] ${text}` : text
      return bubble(
        shown,
        buttons.map(({ label }) => label),
      )
    })
    .join('\n')
