const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

/** A character reference at the start of `rest`, with or without its semicolon: what it stands for and its length. */
export const reference = (rest: string): readonly [string, number] | undefined => {
  const found = /^&(?:#x([\da-f]{1,8})|#(\d{1,8})|(lt|gt|amp|quot));?/i.exec(rest)
  if (!found) return undefined
  const [whole, hex, decimal, name] = found
  if (name !== undefined) return name in named ? [named[name]!, whole.length] : undefined
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return code > 0 && code < 0x11_0000 && (code < 0xd800 || code > 0xdfff)
    ? [String.fromCodePoint(code), whole.length]
    : undefined
}
