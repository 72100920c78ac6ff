/** A map that forgets what was put in first when it is full. */
export interface Bounded<Key, Value> {
  readonly get: (key: Key) => Value | undefined
  readonly set: (key: Key, value: Value) => void
  readonly delete: (key: Key) => void
}

export const bounded = <Key, Value>(most: number): Bounded<Key, Value> => {
  const kept = new Map<Key, Value>()
  return {
    get: (key) => kept.get(key),
    set: (key, value) => {
      kept.delete(key)
      kept.set(key, value)
      if (kept.size > most) kept.delete(kept.keys().next().value!)
    },
    delete: (key) => void kept.delete(key),
  }
}
