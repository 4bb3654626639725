/**
 * Finds messages of a list by a key. Each list is sorted once, when first asked about: a load of hundreds of calls is
 * judged call by call. Messages whose key is undefined are never found.
 */
export function grouped<M extends object>(
  keyOf: (message: M) => string | undefined,
): (messages: readonly M[], key: string) => readonly M[] {
  const known = new WeakMap<readonly M[], ReadonlyMap<string, readonly M[]>>()
  return (messages, key) => {
    let groups = known.get(messages)
    if (!groups) known.set(messages, (groups = groupsOf(messages, keyOf)))
    return groups.get(key) ?? []
  }
}

function groupsOf<M>(
  messages: readonly M[],
  keyOf: (message: M) => string | undefined,
): ReadonlyMap<string, readonly M[]> {
  const groups = new Map<string, M[]>()
  for (const message of messages) {
    const key = keyOf(message)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group) group.push(message)
    else groups.set(key, [message])
  }
  return groups
}
