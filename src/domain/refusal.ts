/**
 * The one error whose text the user sees: polite Chinese that says where, what was found, what was expected, and an
 * example. Whoever throws it has changed nothing: the transaction is rolled back.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}
