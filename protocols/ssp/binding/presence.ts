import type { Primitive } from '../document.ts'
import { capabilityAttributes, readPresence, writePresence } from '../presence.ts'
import { readMetaInfo, readStatus } from '../read-parts.ts'
import { status } from '../status.ts'
import { writeMetaInfo, writeStatus } from '../write-primitive.ts'
import { attribute, childNamed, childrenNamed, element, type XmlElement } from '../xml/element.ts'
import type { Binding, Query, QueryResult, Recognised } from './binding.ts'
import { metaInfoFor, projectBinding } from './project.ts'

/**
 * Capabilities as presence shows them, for servers that have no capability query: GetPresenceRequest, which real SSP has
 * (`imps-ssp` §9.2, §14). Presence says nothing of blocks, so that their status is asked for as in the project's binding,
 * and nothing of unknown users: what may not be seen is left out.
 */
export const presenceBinding: Binding = {
  name: 'presence',
  note: 'Capabilities are read from presence; block queries use the syntax of this project, since OMA publishes none.',
  recognise: primitive => recognised(primitive) ?? projectBinding.recognise(primitive),
  query: query => (query.about === 'block' ? projectBinding.query(query) : request(query)),
  answer: (asked, result) => (elementOf(asked, REQUEST) ? response(result) : projectBinding.answer(asked, result)),
  readAnswer: primitive => {
    const answer = elementOf(primitive, RESPONSE)
    return answer ? read(answer) : projectBinding.readAnswer(primitive)
  },
}

const REQUEST = 'GetPresenceRequest'
const RESPONSE = 'GetPresenceResponse'

const elementOf = (primitive: Primitive, name: string): XmlElement | undefined =>
  primitive.name === 'Unknown' && primitive.elementName.toLowerCase() === name.toLowerCase()
    ? primitive.element
    : undefined

const primitiveOf = (content: XmlElement): Primitive => ({
  name: 'Unknown',
  elementName: content.name,
  element: content,
})

function request({ requester, targets }: Query): Primitive {
  return primitiveOf(
    element(REQUEST, {}, [
      writeMetaInfo(metaInfoFor(requester)),
      ...targets.map(userID => element('VerUserID', { userID })),
      element('AttributeList', {}, [capabilityAttributes()]),
    ]),
  )
}

function response({ status: overall, clients }: QueryResult): Primitive {
  const users = [...new Set(clients.map(({ userId }) => userId))]
  const values = users.map(user =>
    writePresence(
      user,
      clients.filter(({ userId }) => userId === user),
    ),
  )
  return primitiveOf(element(RESPONSE, {}, [writeStatus(overall), ...values]))
}

/** One real server writes no Status where there is something to show (`imps-ssp` §13 row 4). */
function read(answer: XmlElement): QueryResult {
  const said = childNamed(answer, 'Status')
  const values = childrenNamed(answer, 'PresenceValue')
  return { status: (said && readStatus(said)) ?? status(200), clients: values.flatMap(readPresence), blocks: [] }
}

function recognised(primitive: Primitive): Recognised | undefined {
  const base = { primitive: 'capability', combined: false, recipients: [], through: 'presence' } as const
  const asked = elementOf(primitive, REQUEST)
  if (asked) {
    const requester = readMetaInfo(childNamed(asked, 'MetaInfo'))?.user?.userId
    const targets = childrenNamed(asked, 'VerUserID').flatMap(user => attribute(user, 'userID') ?? [])
    return { ...base, role: 'request', targets, ...(requester === undefined ? {} : { requester }) }
  }
  const answered = elementOf(primitive, RESPONSE)
  if (!answered) return undefined
  const targets = childrenNamed(answered, 'PresenceValue').flatMap(value => attribute(value, 'userID') ?? [])
  return { ...base, role: 'answer', targets }
}
