/** How a claim came; the kinds are what the properties on learning are about. */
export type ClaimKind =
  | 'request-from-stranger'
  | 'request-from-known'
  | 'reply-to-pending'
  | 'broadcast-reply-to-pending'
  | 'reply-from-known'
  | 'unsolicited-reply'
  | 'third-party-request'
  | 'third-party-reply'
  | 'gratuitous'
  | 'unknown-operation';
