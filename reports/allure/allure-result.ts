/**
 * What Allure reads, as far as this project writes it: `*-result.json` of the Allure 2 results format. A status that it
 * does not know is shown as "unknown", a fifth status with a colour and a total of its own.
 */
export interface AllureResult {
  readonly uuid: string
  /** Equal in every run of the same case in the same dimensions: what trends and retries go by. */
  readonly historyId: string
  /** Equal in every run of the same case. */
  readonly testCaseId: string
  readonly fullName: string
  readonly name: string
  readonly status: AllureStatus
  readonly statusDetails: AllureStatusDetails
  readonly stage: 'finished'
  readonly descriptionHtml: string
  readonly steps: readonly AllureStep[]
  readonly attachments: readonly AllureAttachment[]
  readonly parameters: readonly AllureParameter[]
  readonly labels: readonly AllureLabel[]
  readonly links: readonly AllureLink[]
  /** Milliseconds since 1970. */
  readonly start: number
  readonly stop: number
}

export type AllureStatus = 'passed' | 'failed' | 'broken' | 'skipped' | 'unknown'

export interface AllureStatusDetails {
  readonly message?: string
  /** Allure's word for the long text below the message. */
  readonly trace?: string
  /** A deviation that is known and accepted. */
  readonly known?: true
}

export interface AllureStep {
  readonly name: string
  readonly status: AllureStatus
  readonly stage: 'finished'
  readonly statusDetails?: AllureStatusDetails
  readonly parameters: readonly AllureParameter[]
  readonly steps: readonly AllureStep[]
  readonly start?: number
  readonly stop?: number
}

export interface AllureParameter {
  readonly name: string
  readonly value: string
}

export interface AllureLabel {
  readonly name: string
  readonly value: string
}

export interface AllureLink {
  readonly name: string
  readonly url: string
  readonly type: string
}

export interface AllureAttachment {
  readonly name: string
  /** Name of a file beside the result. */
  readonly source: string
  readonly type: string
}
