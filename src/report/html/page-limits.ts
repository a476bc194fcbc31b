/** Violations that are shown with all that is known of them; more would make the page slow, and are rows of a table. */
export const FULL_MAX = 25;
/** Rows of that table; the result as JSON has all of them. */
export const ROWS_MAX = 5000;
