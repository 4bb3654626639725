import { childNamed, childrenNamed, element, isElement, localName, text, type XmlElement } from './xml/element.ts'

/** Content that a client takes; the lengths and the policy exist from CSP 1.3. */
export interface AcceptedContent {
  /** Media type, possibly with parameters. */
  readonly type: string
  /** Octets. */
  readonly richLength?: number
  readonly policy?: string
  readonly policyLimit?: number
}

/** What one client can do (`imps-ssp` §10.2). Values outside the known vocabulary are kept as they came. */
export interface CapabilityList {
  /** How it is or was written: up to CSP 1.2 content types are plain text and charsets are AcceptedCharset. */
  readonly form: 'csp-1.2' | 'csp-1.3'
  readonly clientType?: string
  /** P (push) or N (notify and get). */
  readonly initialDeliveryMethod?: string
  readonly contentTypes: readonly AcceptedContent[]
  /** Takes any content type. */
  readonly anyContent?: boolean
  /** MIBenum: 106 is UTF-8, 3 is US-ASCII. */
  readonly charsets: readonly number[]
  /** AcceptedContentLength, up to CSP 1.2. Octets, like all lengths. */
  readonly contentLength?: number
  /** AcceptedTextContentLength. */
  readonly textLength?: number
  readonly pullLength?: number
  readonly pushLength?: number
  readonly transferEncodings: readonly string[]
  readonly bearers: readonly string[]
  readonly offlineBearers: readonly string[]
  readonly cirMethods: readonly string[]
  readonly multiTrans?: number
  readonly multiTransPerMessage?: number
  readonly parserSize?: number
  readonly onlineEtem?: string
  readonly offlineEtem?: string
  readonly defaultLanguage?: string
  /** Seconds. */
  readonly serverPollMin?: number
  readonly sessionPriority?: number
  readonly udpPort?: number
}

/** A list that says nothing but what is given. */
export const capabilityList = (parts: Partial<CapabilityList> = {}): CapabilityList => ({
  form: 'csp-1.3',
  contentTypes: [],
  charsets: [],
  transferEncodings: [],
  bearers: [],
  offlineBearers: [],
  cirMethods: [],
  ...parts,
})

type TextField = 'clientType' | 'initialDeliveryMethod' | 'defaultLanguage' | 'onlineEtem' | 'offlineEtem'
type TextsField = 'transferEncodings' | 'bearers' | 'offlineBearers' | 'cirMethods'
type NumberField = Exclude<
  keyof CapabilityList,
  TextField | TextsField | 'form' | 'contentTypes' | 'anyContent' | 'charsets'
>

/** Elements in the order in which they are written; read in any order. */
type Row =
  | { readonly name: string; readonly as: 'text'; readonly field: TextField }
  | { readonly name: string; readonly as: 'texts'; readonly field: TextsField }
  | { readonly name: string; readonly as: 'number'; readonly field: NumberField }
  | { readonly name: string; readonly as: 'content' | 'any' | 'old-charset' | 'charset' }

const rows: readonly Row[] = [
  { name: 'ClientType', as: 'text', field: 'clientType' },
  { name: 'InitialDeliveryMethod', as: 'text', field: 'initialDeliveryMethod' },
  { name: 'AcceptedContentType', as: 'content' },
  { name: 'AnyContent', as: 'any' },
  { name: 'AcceptedCharset', as: 'old-charset' },
  { name: 'PlainTextCharset', as: 'charset' },
  { name: 'AcceptedContentLength', as: 'number', field: 'contentLength' },
  { name: 'AcceptedTextContentLength', as: 'number', field: 'textLength' },
  { name: 'AcceptedPullLength', as: 'number', field: 'pullLength' },
  { name: 'AcceptedPushLength', as: 'number', field: 'pushLength' },
  { name: 'AcceptedTransferEncoding', as: 'texts', field: 'transferEncodings' },
  { name: 'SupportedBearer', as: 'texts', field: 'bearers' },
  { name: 'SupportedOfflineBearer', as: 'texts', field: 'offlineBearers' },
  { name: 'MultiTrans', as: 'number', field: 'multiTrans' },
  { name: 'MultiTransPerMessage', as: 'number', field: 'multiTransPerMessage' },
  { name: 'ParserSize', as: 'number', field: 'parserSize' },
  { name: 'SupportedCIRMethod', as: 'texts', field: 'cirMethods' },
  { name: 'UDPPort', as: 'number', field: 'udpPort' },
  { name: 'ServerPollMin', as: 'number', field: 'serverPollMin' },
  { name: 'DefaultLanguage', as: 'text', field: 'defaultLanguage' },
  { name: 'OnlineETEMHandling', as: 'text', field: 'onlineEtem' },
  { name: 'OfflineETEMHandling', as: 'text', field: 'offlineEtem' },
  { name: 'SessionPriority', as: 'number', field: 'sessionPriority' },
]

/** Elements that exist only up to CSP 1.2; a list that has one of them and nothing of 1.3 is written so again. */
const oldOnly = new Set(['acceptedcharset', 'acceptedcontentlength'])
const newOnly = new Set(
  ['PlainTextCharset', 'AcceptedTextContentLength', 'AcceptedPullLength', 'AcceptedPushLength', 'SessionPriority']
    .concat('SupportedOfflineBearer', 'MultiTransPerMessage', 'OnlineETEMHandling', 'OfflineETEMHandling')
    .map(name => name.toLowerCase()),
)

/** Reads a CapabilityList of CSP 1.1, 1.2 or 1.3, children in any order, unknown ones ignored; a number that is none is left out. */
export function readCapabilityList(list: XmlElement): CapabilityList {
  const numbers = (name: string) => texts(name).flatMap(value => (/^\d{1,15}$/.test(value) ? Number(value) : []))
  const texts = (name: string) => childrenNamed(list, name).map(text)
  const names = list.children.filter(isElement).map(child => localName(child).toLowerCase())
  const contents = childrenNamed(list, 'AcceptedContentType')
  const structured = contents.some(content => childNamed(content, 'ContentType'))
  const isNew = structured || names.some(name => newOnly.has(name))
  const read: Record<string, unknown> = {}
  for (const row of rows) {
    if (row.as === 'text' || row.as === 'number') {
      const [value] = row.as === 'text' ? texts(row.name) : numbers(row.name)
      if (value !== undefined) read[row.field] = value
    } else if (row.as === 'texts') read[row.field] = texts(row.name)
  }
  const any = childNamed(list, 'AnyContent')
  return {
    ...capabilityList(read),
    form: !isNew && names.some(name => oldOnly.has(name)) ? 'csp-1.2' : 'csp-1.3',
    contentTypes: contents.map(readContent),
    charsets: [...numbers('AcceptedCharset'), ...numbers('PlainTextCharset')],
    ...(any ? { anyContent: /^(t|yes|true|1)$/i.test(text(any)) } : {}),
  }
}

function readContent(content: XmlElement): AcceptedContent {
  const inner = (name: string) => {
    const child = childNamed(content, name)
    return child && text(child)
  }
  const number = (name: string) => {
    const value = inner(name)
    return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined
  }
  const richLength = number('AcceptedRichContentLength') ?? number('AcceptedRichContent')
  const policy = inner('ContentPolicy')
  const policyLimit = number('ContentPolicyLimit')
  return {
    type: inner('ContentType') ?? text(content),
    ...(richLength === undefined ? {} : { richLength }),
    ...(policy === undefined ? {} : { policy }),
    ...(policyLimit === undefined ? {} : { policyLimit }),
  }
}

/** Writes a CapabilityList in its form: the old elements only where it is of CSP 1.2 or older. */
export function writeCapabilityList(list: CapabilityList): XmlElement {
  const old = list.form === 'csp-1.2'
  const leaf = (name: string) => (value: string | number) => element(name, {}, [String(value)])
  const children = rows.flatMap((row): XmlElement[] => {
    switch (row.as) {
      case 'content':
        return list.contentTypes.map(content => writeContent(content, old))
      case 'any':
        return list.anyContent === undefined ? [] : [leaf(row.name)(list.anyContent ? 'T' : 'F')]
      case 'old-charset':
        return old ? list.charsets.map(leaf(row.name)) : []
      case 'charset':
        return old ? [] : list.charsets.map(leaf(row.name))
      case 'texts':
        return list[row.field].map(leaf(row.name))
      case 'text':
      case 'number': {
        const value = list[row.field]
        return value === undefined ? [] : [leaf(row.name)(value)]
      }
    }
  })
  return element('CapabilityList', {}, children)
}

function writeContent({ type, richLength, policy, policyLimit }: AcceptedContent, old: boolean): XmlElement {
  if (old) return element('AcceptedContentType', {}, [type])
  const leaf = (name: string, value: string | number | undefined) =>
    value === undefined ? undefined : element(name, {}, [String(value)])
  return element('AcceptedContentType', {}, [
    leaf('ContentType', type),
    leaf('AcceptedRichContentLength', richLength),
    leaf('ContentPolicy', policy),
    leaf('ContentPolicyLimit', policyLimit),
  ])
}

/** Names of elements that occur more than once though a list may hold them only once; a schema cannot tell. */
export function repeatedCapabilities(list: XmlElement): string[] {
  const single = rows.filter(row => row.as === 'text' || row.as === 'number' || row.as === 'any')
  return single.map(row => row.name).filter(name => childrenNamed(list, name).length > 1)
}
