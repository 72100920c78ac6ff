/** A telephone number as it is kept: digits, a landline with its area code joined. Null: no number. */
export const readPhone = (written: string): string | null => {
  const digits = written
    .normalize('NFKC')
    .replaceAll(/[\s()-]/g, '')
    .replace(/^\+?86(?=1\d{10}$)/, '')
  return /^(?:1\d{10}|0\d{9,11}|[2-9]\d{6,7})$/.test(digits) ? digits : null
}

/** 138****5678: enough to recognise, too little to ring. */
export const maskPhone = (phone: string): string =>
  phone.length >= 10 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : `****${phone.slice(-3)}`
