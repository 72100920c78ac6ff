/** One thing the doctor looked at. */
export interface Finding {
  readonly about: string
  readonly ok: boolean
  /** What was found; where it is not well, with what to do. */
  readonly said: string
}

export const well = (about: string, said: string): Finding => ({ about, ok: true, said })
export const unwell = (about: string, said: string): Finding => ({ about, ok: false, said })

/** A finding by what it depends on. */
export const finding = (about: string, ok: boolean, good: string, bad: string): Finding =>
  ok ? well(about, good) : unwell(about, bad)

export const lineOf = ({ about, ok, said }: Finding): string => `${ok ? '✓' : '✗'} ${about}:${said}`
