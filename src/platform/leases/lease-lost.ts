/** A lease ended or went to somebody else: whatever was done under it must not be committed. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
}
