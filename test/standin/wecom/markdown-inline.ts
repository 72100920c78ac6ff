export interface Span {
  readonly text: string
  readonly bold: boolean
  readonly italic: boolean
  readonly code: boolean
  readonly link?: string
}

/** A piece of a paragraph: words, or a run of * or _ that may open or close emphasis. */
interface Piece {
  text: string
  code: boolean
  link?: string
  run?: { char: string; left: number; opens: boolean; closes: boolean }
  bold: number
  italic: number
}

const punctuation = /[\p{P}\p{S}]/u
const escapable = /[!-/:-@[-`{-~]/
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00A0', apos: "'" }

const entity = (name: string): string | null => {
  if (!name.startsWith('#')) return entities[name] ?? null
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : null
}

const word = (text: string, more: Partial<Piece> = {}): Piece => ({ text, code: false, bold: 0, italic: 0, ...more })

/** Whether the run between these two characters may open or close, by the flanking rules of CommonMark. */
const flanking = (char: string, before: string, after: string): { opens: boolean; closes: boolean } => {
  const space = (at: string): boolean => at === '' || /\s/u.test(at)
  const left = !space(after) && (!punctuation.test(after) || space(before) || punctuation.test(before))
  const right = !space(before) && (!punctuation.test(before) || space(after) || punctuation.test(after))
  return char === '*'
    ? { opens: left, closes: right }
    : { opens: left && (!right || punctuation.test(before)), closes: right && (!left || punctuation.test(after)) }
}

const patterns = {
  code: /^(`+)(?!`)([\s\S]*?[^`])\1(?!`)/,
  image: /^!\[([^\]]*)\]\(([^()\s]*)\)/,
  link: /^\[((?:\\.|[^[\]\\])*)\]\(([^()\s]*)\)/,
  address: /^<(https?:[^\s<>]+)>/,
  tag: /^<(?:\/?[a-z][^<>]*|!--[\s\S]*?--)>/i,
  entity: /^&(#\d{1,7}|#x[\da-f]{1,6}|\w+);/i,
  run: /^(\*+|_+)/,
  plain: /^[^\\`![<&*_]+/,
} as const

const pieces = (text: string): Piece[] => {
  const found: Piece[] = []
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at)
    const next = (pattern: RegExp): RegExpExecArray | null => {
      const match = pattern.exec(rest)
      if (match !== null) at += match[0].length
      return match
    }
    const escaped = rest[0] === '\\' && escapable.test(rest[1] ?? '')
    let match: RegExpExecArray | null
    if (escaped) {
      found.push(word(rest[1]!))
      at += 2
    } else if ((match = next(patterns.plain)) !== null) found.push(word(match[0]))
    else if ((match = next(patterns.code)) !== null)
      found.push(word(match[2]!.replace(/^ (.*) $/, '$1'), { code: true }))
    else if ((match = next(patterns.image)) !== null) found.push(word(`[图片]${match[1]!}`))
    else if ((match = next(patterns.link)) !== null) {
      const link = match[2]!
      for (const piece of emphasised(pieces(match[1]!))) found.push({ ...piece, link })
    } else if ((match = next(patterns.address)) !== null) found.push(word(match[1]!, { link: match[1]! }))
    else if (next(patterns.tag) !== null) continue
    else if ((match = patterns.entity.exec(rest)) !== null && entity(match[1]!) !== null) {
      found.push(word(entity(match[1]!)!))
      at += match[0].length
    } else if ((match = next(patterns.run)) !== null) {
      const char = match[0][0]!
      const before = /.$/su.exec(text.slice(0, at - match[0].length))?.[0] ?? ''
      const after = /^./su.exec(text.slice(at))?.[0] ?? ''
      found.push(word(match[0], { run: { char, left: match[0].length, ...flanking(char, before, after) } }))
    } else {
      found.push(word(rest[0]!))
      at += 1
    }
  }
  return found
}

/** Pairs the runs from the left: the nearest opener of the same character closes with two marks as bold, with one as italic. */
const emphasised = (all: Piece[]): Piece[] => {
  for (const [end, closing] of all.entries()) {
    while (closing.run !== undefined && closing.run.closes && closing.run.left > 0) {
      const { run } = closing
      const start = all.findLastIndex((piece, at) => {
        if (at >= end || piece.run === undefined || piece.run.char !== run.char) return false
        return piece.run.opens && piece.run.left > 0
      })
      if (start === -1) break
      const opening = all[start]!.run!
      const marks = opening.left >= 2 && run.left >= 2 ? 2 : 1
      for (const piece of all.slice(start + 1, end)) {
        if (marks === 2) piece.bold += 1
        else piece.italic += 1
        // Runs inside a pair that found no partner there stay literal.
        if (piece.run !== undefined) piece.run.opens = piece.run.closes = false
      }
      opening.left -= marks
      run.left -= marks
    }
  }
  return all.map((piece) =>
    piece.run === undefined ? piece : { ...piece, text: piece.run.char.repeat(piece.run.left) },
  )
}

/** The spans of a paragraph; text of it is what is read. Unescaped HTML tags are not shown, entities are decoded. */
export const readInline = (text: string): Span[] =>
  emphasised(pieces(text))
    .filter(({ text: shown }) => shown !== '')
    .map((piece) => ({
      text: piece.text,
      bold: piece.bold > 0,
      italic: piece.italic > 0,
      code: piece.code,
      ...(piece.link === undefined ? {} : { link: piece.link }),
    }))
