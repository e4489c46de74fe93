/** An event that its sender numbers, so that it is taken once however often it is sent. */
export interface ReceivedRow {
  source: string
  /** The sender's id of the event. */
  key: string
  /** Ours. */
  event_id: string
  received_at: number
}

export interface EchoTables {
  echo_received: ReceivedRow
}
