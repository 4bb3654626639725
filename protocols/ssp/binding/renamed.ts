import type { Primitive } from '../document.ts'
import { readPrimitive } from '../read-primitive.ts'
import { writePrimitive } from '../write-primitive.ts'
import type { Binding } from './binding.ts'

/** A vendor's names for the primitives of the queries; those that are missing keep their own. */
export interface QueryNames {
  readonly GetClientCapabilityRequest?: string
  readonly GetClientCapabilityResponse?: string
  readonly GetBlockStatusRequest?: string
  readonly GetBlockStatusResponse?: string
}

/** A binding with the structure of another one and names of its own: the table by which a vendor replaces ours. */
export function renamedBinding(name: string, origin: Binding, names: QueryNames): Binding {
  const outward = new Map(Object.entries(names) as [string, string][])
  const inward = new Map([...outward].map(([ours, theirs]) => [theirs.toLowerCase(), ours]))
  const read = (primitive: Primitive): Primitive => {
    if (primitive.name !== 'Unknown') return primitive
    const ours = inward.get(primitive.elementName.toLowerCase())
    return ours === undefined ? primitive : readPrimitive({ ...primitive.element, name: ours }, () => undefined)
  }
  const write = (primitive: Primitive): Primitive => {
    const theirs = outward.get(primitive.name)
    const element = theirs === undefined ? undefined : writePrimitive(primitive)
    return theirs === undefined || !element
      ? primitive
      : { name: 'Unknown', elementName: theirs, element: { ...element, name: theirs } }
  }
  return {
    name,
    note: `${origin.note} Its element names are those of the configuration.`,
    recognise: primitive => origin.recognise(read(primitive)),
    query: query => write(origin.query(query)),
    answer: (request, result) => write(origin.answer(read(request), result)),
    readAnswer: primitive => origin.readAnswer(read(primitive)),
  }
}
