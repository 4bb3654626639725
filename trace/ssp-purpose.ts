import type { SspPurpose, SspTransaction } from './decoded/ssp.ts'

const PURPOSES: Readonly<Record<string, SspPurpose>> = {
  GetClientCapabilityRequest: 'capability',
  GetClientCapabilityResponse: 'capability',
  GetBlockStatusRequest: 'block',
  GetBlockStatusResponse: 'block',
  SendMessageRequest: 'message',
  SendMessageResponse: 'message',
  DeliveryStatusReport: 'report',
  SendSecretToken: 'set-up',
  LoginRequest: 'set-up',
  LoginResponse: 'set-up',
  KeepAliveRequest: 'upkeep',
  KeepAliveResponse: 'upkeep',
  LogoutRequest: 'upkeep',
  LogoutResponse: 'upkeep',
}

/** What a primitive of the built-in binding is about, by its name. */
export const purposeByName = ({ primitive }: SspTransaction): SspPurpose => PURPOSES[primitive.name] ?? 'other'
