/** An error that the user can correct: shown as its message, never as a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';

  /**
   * @param message what was wrong, where (file, line, column or row) and what was expected
   * @param remedy what to do next
   * @param exitCode 2 for usage and bad input, 1 for failures
   */
  constructor(
    message: string,
    readonly remedy?: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}
