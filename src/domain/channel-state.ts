/** How a channel to people stands. */
export interface ChannelState {
  readonly connected: boolean
  /** Why not, in words for the administrator. */
  readonly trouble?: string
  /** It does not come back by itself: what is queued takes the next route at once. */
  readonly lost?: true
  /** When something was last heard, by kind of chat; machine time in milliseconds. */
  readonly heard?: { readonly single?: number; readonly group?: number }
}

export type ChannelStates = Readonly<Record<string, ChannelState>>
