/** The port to one open connection that carries whole frames in order: a WebSocket, or a test's pair. */
export interface Channel {
  /** Sends one frame. */
  send(frame: Uint8Array): void;
  /** Bytes sent that the network has not yet taken. */
  readonly bufferedBytes: number;
  /** Closes with a WebSocket close code; ends the connection by force when the peer does not answer. */
  close(code: number, reason: string): void;
  /** Says who hears of events; called once, before the first event can be missed. */
  listen(listener: ChannelListener): void;
}

export interface ChannelListener {
  /** A frame arrived. Its bytes may be reused once this returns. */
  message(frame: Uint8Array): void;
  /** `bufferedBytes` has fallen. */
  drained(): void;
  /**
   * The connection is gone; called once. `code` is the peer's close code, where it sent one, and
   * `reason` its words, in printable characters.
   */
  closed(code: number | undefined, reason: string): void;
}
