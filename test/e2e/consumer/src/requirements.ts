/** What this project has promised to keep. */
export const REQUIREMENTS = [
  'rfc826.answers-requests',
  'rfc826.learns-from-requests',
  'rfc826.no-entry-from-third-parties',
  'rfc826.reply-goes-to-the-sender',
  'rfc1122.one-request-a-second',
  'robustness.static-entries-never-change',
];
