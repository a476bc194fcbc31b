/** A wake-up that was asked for and may not be needed any more. */
export interface Wake {
  cancel(): void;
}
