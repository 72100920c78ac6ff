import type { Params } from '../params.ts'
import type { World } from '../world.ts'

export interface Call {
  readonly world: World
  readonly params: Params
  /** In its usual spelling. */
  readonly method: string
  /** Called back when the client hangs up before it is answered. */
  readonly onGone: (forget: () => void) => void
}

/** The result of a call. Throws an ApiError. */
export type Method = (call: Call) => unknown
